import { packed } from '../../test/ci-steps.js';
import { readContainer } from './container.js';

const sample = { '/app.json': '{}', '/pages/首页.js': 'Page({})', '/empty.wxss': '' };

it('reads names without their slash and contents of any size', () => {
  const files = readContainer(packed(sample));

  expect([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['app.json', '{}'],
    ['pages/首页.js', 'Page({})'],
    ['empty.wxss', ''],
  ]);
});

const changed = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = packed(sample);
  change(bytes);
  return bytes;
};
/** Where the first file's record begins: its name's length, then its name, its offset and its size. */
const FIRST = 18;
const OFFSET = FIRST + 4 + '/app.json'.length;

it.each([
  ['nothing', Buffer.alloc(0)],
  ['another first mark', changed((bytes) => bytes.writeUInt8(0xbf, 0))],
  ['another last mark', changed((bytes) => bytes.writeUInt8(0xee, 13))],
  ['a cut end', packed(sample).subarray(0, -1)],
  ['bytes behind the end', Buffer.concat([packed(sample), Buffer.alloc(1)])],
  ['a negative index length', changed((bytes) => bytes.writeInt32BE(-1, 5))],
  ['an index that swallows the data', changed((bytes) => bytes.writeInt32BE(2 ** 31 - 1, 5))],
  ['no files', changed((bytes) => bytes.writeInt32BE(0, 14))],
  ['more files than there are', changed((bytes) => bytes.writeInt32BE(4, 14))],
  ['a name that leaves the index', changed((bytes) => bytes.writeInt32BE(900, FIRST))],
  ['a file that begins in the index', changed((bytes) => bytes.writeInt32BE(0, OFFSET))],
  ['a file that ends behind the end', changed((bytes) => bytes.writeInt32BE(10_000, OFFSET + 4))],
  ['a file of negative size', changed((bytes) => bytes.writeInt32BE(-2, OFFSET + 4))],
  ['files that share bytes', changed((bytes) => bytes.writeInt32BE(9, OFFSET + 4))],
  ['a path that climbs', packed({ '/../etc/passwd': 'x' })],
  ['a path without its slash', packed({ 'app.json': '{}' })],
  ['a backslash', packed({ '/a\\b.js': '' })],
  ['a name that is not UTF-8', changed((bytes) => bytes.writeUInt8(0xff, FIRST + 6))],
])('refuses %s', (_, bytes) => {
  expect(() => readContainer(bytes)).toThrow(/^invalid package: /);
});
