import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { blocksJpeg } from '../code/mosaic-jpeg.js';

/** What a code opens. WeChat's own codes are unreadable to others, so the picture carries it as a comment. */
export interface CodePayload {
  kind: 'wxacode' | 'qrcode';
  appid: string;
  /** Without query; '' is the home page. */
  page: string;
  query: string;
  scene: string | null;
  envVersion: 'release' | 'trial' | 'develop';
}

export interface PictureStyle {
  widthPx: number;
  isTransparent: boolean;
  color: { r: number; g: number; b: number };
}

const MODULES = 25;
const KEYWORD = 'wxacode';

/** JPEG, or PNG when transparent, as WeChat answers. */
export function codePicture(payload: CodePayload, style: PictureStyle) {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64');
  const isDark = modulesOf(text);
  return style.isTransparent
    ? { bytes: png(isDark, style, text), contentType: 'image/png', filename: 'code.png' }
    : { bytes: jpeg(isDark, style.widthPx, text), contentType: 'image/jpeg', filename: 'code.jpg' };
}

/** What the picture opens; null when it is none of ours. */
export function readCodePicture(bytes: Buffer): CodePayload | null {
  const found = /wxacode[:\0]([A-Za-z0-9+/=]{8,})/.exec(bytes.subarray(0, 8192).toString('latin1'));
  if (found === null) return null;
  try {
    return JSON.parse(Buffer.from(found[1] ?? '', 'base64').toString('utf8')) as CodePayload;
  } catch {
    return null;
  }
}

type Modules = (x: number, y: number) => boolean;

function modulesOf(text: string): Modules {
  const bits = Array.from({ length: 3 }, (_, round) => createHash('sha256').update(`${round}${text}`).digest());
  const pattern = Buffer.concat(bits);
  return (x, y) => {
    if (Math.min(x, y) === 0 || Math.max(x, y) === MODULES - 1) return false;
    const index = y * MODULES + x;
    return (((pattern[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  };
}

const moduleOf = (position: number, side: number): number => Math.floor((position * MODULES) / side);

const moduleAt = (isDark: Modules, x: number, y: number, side: number): boolean =>
  isDark(moduleOf(x, side), moduleOf(y, side));

/** Blocks of 8 pixels; the frame header then names the exact width, and decoders cut what is beyond. */
function jpeg(isDark: Modules, widthPx: number, text: string): Buffer {
  const side = Math.ceil(widthPx / 8);
  const blocks = Array.from({ length: side * side }, (_, index) =>
    moduleAt(isDark, index % side, Math.floor(index / side), side),
  );
  const whole = blocksJpeg(blocks, side);
  const frame = whole.indexOf(Buffer.from([0xff, 0xc0]));
  whole.writeUInt16BE(widthPx, frame + 5);
  whole.writeUInt16BE(widthPx, frame + 7);
  const comment = Buffer.from(`${KEYWORD}:${text}`);
  const head = Buffer.from([0xff, 0xfe, (comment.length + 2) >> 8, (comment.length + 2) & 0xff]);
  const afterJfif = 2 + 2 + whole.readUInt16BE(4);
  return Buffer.concat([whole.subarray(0, afterJfif), head, comment, whole.subarray(afterJfif)]);
}

/** One bit a pixel: 0 transparent, 1 the colour of the lines. */
function png(isDark: Modules, { widthPx, color }: PictureStyle, text: string): Buffer {
  const rowBytes = 1 + Math.ceil(widthPx / 8);
  const raw = Buffer.alloc(rowBytes * widthPx);
  for (let y = 0; y < widthPx; y++) {
    const isSameModule = y > 0 && moduleOf(y, widthPx) === moduleOf(y - 1, widthPx);
    if (isSameModule) raw.copy(raw, y * rowBytes, (y - 1) * rowBytes, y * rowBytes);
    else drawRow(raw.subarray(y * rowBytes + 1), (x) => moduleAt(isDark, x, y, widthPx), widthPx);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(widthPx, 4);
  header.set([1, 3], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([255, 255, 255, color.r, color.g, color.b])),
    chunk('tRNS', Buffer.from([0, 255])),
    chunk('tEXt', Buffer.from(`${KEYWORD}\0${text}`, 'latin1')),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function drawRow(row: Buffer, isDark: (x: number) => boolean, widthPx: number): void {
  for (let x = 0; x < widthPx; x++) if (isDark(x)) row[x >> 3] = (row[x >> 3] ?? 0) | (0x80 >> (x & 7));
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
