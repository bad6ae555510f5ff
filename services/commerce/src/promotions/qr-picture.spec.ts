import { PNG } from 'pngjs';
import { decodeQR } from 'qr/decode.js';
import { qrPicture } from './qr-picture.js';

test('the picture is read as what it says', () => {
  const picture = qrPicture('001234567890');

  const { width, height, data } = PNG.sync.read(Buffer.from(picture.replace('data:image/png;base64,', ''), 'base64'));

  expect(decodeQR({ width, height, data })).toBe('001234567890');
  expect(picture.length).toBeLessThan(1500);
});
