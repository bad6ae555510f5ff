import { publicAddressesOnly } from './image-download.js';
import { sniffImage } from './image-type.js';

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.5.4',
  '192.168.1.1',
  '169.254.169.254',
  '0.0.0.0',
  '100.64.0.1',
  '224.0.0.1',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
])('%s is not asked for images', (address) => {
  expect(publicAddressesOnly(address)).toBe(false);
});

test.each(['1.1.1.1', '203.205.219.1', '2606:4700:4700::1111'])('%s may be asked', (address) => {
  expect(publicAddressesOnly(address)).toBe(true);
});

test('an image is known by its bytes, not by its name', () => {
  expect(sniffImage(Buffer.from('89504e470d0a1a0a00', 'hex'))?.extension).toBe('png');
  expect(sniffImage(Buffer.from('ffd8ffe0', 'hex'))?.extension).toBe('jpg');
  expect(sniffImage(Buffer.from('GIF89a'))?.extension).toBe('gif');
  expect(sniffImage(Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBP'))?.extension).toBe('webp');
  expect(sniffImage(Buffer.from('<?xml version="1.0"?>\n<svg xmlns="x">'))?.extension).toBe('svg');
  expect(sniffImage(Buffer.from('<html><svg>'))).toBeNull();
  expect(sniffImage(Buffer.alloc(0))).toBeNull();
});
