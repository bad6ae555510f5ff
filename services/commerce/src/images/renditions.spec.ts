import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { makeRenditions } from './renditions.js';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 60, b: 40, alpha: 0.5 } } });

test('are made in every width below its own, as JPEG and WebP, in proportion', async () => {
  const renditions = await makeRenditions(await picture(900, 600).png().toBuffer());

  expect(renditions.map(({ width, format }) => `${width}.${format}`)).toEqual([
    '200.jpg',
    '200.webp',
    '400.jpg',
    '400.webp',
    '800.jpg',
    '800.webp',
  ]);
  for (const { width, format, bytes } of renditions) {
    const { format: is, ...size } = await sharp(bytes).metadata();
    expect([is, size.width, size.height]).toEqual([
      format === 'jpg' ? 'jpeg' : 'webp',
      width,
      Math.round((width * 2) / 3),
    ]);
  }
});

test('are the same bytes when they are made again', async () => {
  const source = await picture(300, 300).jpeg().toBuffer();
  const [one, two] = [await makeRenditions(source), await makeRenditions(source)];

  expect(one).toHaveLength(2);
  expect(one.map(({ bytes }) => bytes.toString('hex'))).toEqual(two.map(({ bytes }) => bytes.toString('hex')));
});

test('stand upright and carry nothing of the camera', async () => {
  const lying = await picture(900, 300)
    .withExif({ IFD0: { Copyright: 'somebody' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const [first] = await makeRenditions(lying);
  const { width, height, exif } = await sharp(first?.bytes).metadata();

  expect([width, height, exif]).toEqual([200, 600, undefined]);
});

test('are never wider than the picture', async () => {
  expect(await makeRenditions(await picture(200, 200).png().toBuffer())).toEqual([]);
});

test('are not made of what moves', async () => {
  const frames = await Promise.all(
    [10, 200].map((red) =>
      sharp({ create: { width: 400, height: 400, channels: 3, background: { r: red, g: 0, b: 0 } } })
        .png()
        .toBuffer(),
    ),
  );
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();

  expect((await sharp(moving).metadata()).pages).toBe(2);
  expect(await makeRenditions(moving)).toEqual([]);
});

test('are not made of what is broken, no picture, or would fill the memory', async () => {
  const whole = await picture(900, 600).jpeg().toBuffer();
  const cut = whole.subarray(0, whole.length / 3);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>');

  for (const bad of [cut, svg, bomb(), Buffer.from('no picture'), Buffer.alloc(0)])
    expect(await makeRenditions(bad)).toEqual([]);
});

/** A PNG of a few hundred bytes that says it is 60,000 by 60,000. */
function bomb(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
