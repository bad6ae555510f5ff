import { encodeQR } from 'qr';

/**
 * A QR code, so that whoever scans the picture of a preview reads what it is of. Rows from the top, true = dark, without the quiet
 * zone (the library draws at least one module of it). Throws when the text is longer than 2,953 bytes.
 */
export function qrCode(text: string): boolean[][] {
  return encodeQR(text, 'raw', { ecc: 'low', border: 1 })
    .slice(1, -1)
    .map((row) => row.slice(1, -1));
}
