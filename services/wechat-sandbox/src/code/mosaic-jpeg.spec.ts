import { mosaicJpeg } from './mosaic-jpeg.js';

it('draws the same JPEG for the same seed and another for another', () => {
  const picture = mosaicJpeg('wx1');

  expect(picture.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(picture.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
  expect(picture).toEqual(mosaicJpeg('wx1'));
  expect(picture).not.toEqual(mosaicJpeg('wx2'));
});
