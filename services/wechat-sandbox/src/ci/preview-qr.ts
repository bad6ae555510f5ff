import { blocksJpeg } from '../code/mosaic-jpeg.js';
import { qrCode } from '../code/qr-code.js';
import type { DevVersion } from '../state/ci.model.js';

const QUIET_BLOCKS = 4;
const MAX_BYTES = 800;

/** The picture to scan: a QR code (JPEG) over what a phone would be told to open. */
export function previewQr(appid: string, { robot, version, path, source }: DevVersion): Buffer {
  const said = { preview: appid, robot, version, ...(path !== null && { path }), sha256: source.sha256 };
  const text = JSON.stringify(said);
  const modules = qrCode(Buffer.byteLength(text) <= MAX_BYTES ? text : JSON.stringify({ preview: appid, robot }));
  const side = modules.length + 2 * QUIET_BLOCKS;
  const blocks = Array.from({ length: side * side }, (_, index) => {
    const [x, y] = [(index % side) - QUIET_BLOCKS, Math.floor(index / side) - QUIET_BLOCKS];
    return modules[y]?.[x] ?? false;
  });
  return blocksJpeg(blocks, side);
}
