import { inflateSync } from 'node:zlib';
import { type CodePayload, codePicture, readCodePicture } from './picture.js';

const payload: CodePayload = {
  kind: 'wxacode',
  appid: 'wx00000000000000aa',
  page: 'pages/home/index',
  query: '',
  scene: "a=1&b='茶'",
  envVersion: 'release',
};
const color = { r: 1, g: 2, b: 3 };

it.each([false, true])('carries what it opens (transparent: %s)', (isTransparent) => {
  const { bytes } = codePicture(payload, { widthPx: 281, isTransparent, color });

  expect(readCodePicture(bytes)).toEqual(payload);
});

it('draws a PNG whose rows are whole', () => {
  const { bytes } = codePicture(payload, { widthPx: 300, isTransparent: true, color });
  const data = bytes.indexOf('IDAT');
  const raw = inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4)));
  const rows = Array.from({ length: 300 }, (_, y) => raw.subarray(y * 39, (y + 1) * 39).toString('hex'));

  expect(raw).toHaveLength(300 * 39);
  expect(rows[12]).toBe(rows[23]);
  expect(new Set(rows).size).toBeGreaterThan(20);
});

it.each([Buffer.alloc(0), Buffer.from('wxacode:!!!!'), Buffer.from('wxacode:AAAAAAAAAAAA')])(
  'reads nothing in other bytes',
  (bytes) => {
    expect(readCodePicture(bytes)).toBeNull();
  },
);
