/**
 * Draws the tab bar icons the templates share: `node infra/templates/draw-tab-icons.mjs`.
 *
 * WeChat takes only PNG or JPEG there (81 × 81 advised, at most 40 KB) and cannot tint them, so the chosen icon is
 * filled with neutral ink that suits any brand colour a merchant picks for the label below it and shows on a dark bar too
 * (contrast of at least 3 with white and with the dark surface of `services/palette.js`).
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const SIZE = 81;
const SAMPLES = 4;
const STROKE = 0.075;
const QUIET = [0x8a, 0x8f, 0x8c];
const INK = [0x65, 0x6c, 0x69];

/** Signed distances in a unit square, negative inside; a glyph is the union of its shapes. */
const glyphs = {
  home: [
    polygon(
      [
        [0.5, 0.17],
        [0.83, 0.45],
        [0.83, 0.8],
        [0.17, 0.8],
        [0.17, 0.45],
      ],
      0.03,
    ),
  ],
  category: [
    box(0.33, 0.33, 0.13, 0.04),
    box(0.68, 0.33, 0.13, 0.04),
    box(0.33, 0.68, 0.13, 0.04),
    disc(0.68, 0.68, 0.16),
  ],
  cart: [
    polygon(
      [
        [0.24, 0.38],
        [0.76, 0.38],
        [0.82, 0.82],
        [0.18, 0.82],
      ],
      0.04,
    ),
    arc(0.5, 0.38, 0.15),
  ],
  me: [disc(0.5, 0.34, 0.16), dome(0.5, 0.82, 0.31)],
  menu: [bowl(0.5, 0.5, 0.33), line(0.36, 0.18, 0.36, 0.36), line(0.5, 0.14, 0.5, 0.36), line(0.64, 0.18, 0.64, 0.36)],
  orders: [
    rectangle(0.24, 0.16, 0.76, 0.84, 0.06),
    cut(line(0.38, 0.38, 0.62, 0.38)),
    cut(line(0.38, 0.56, 0.62, 0.56)),
  ],
  calendar: [
    rectangle(0.17, 0.24, 0.83, 0.82, 0.07),
    line(0.35, 0.13, 0.35, 0.26),
    line(0.65, 0.13, 0.65, 0.26),
    cut(line(0.27, 0.44, 0.73, 0.44)),
    cut(line(0.4, 0.62, 0.6, 0.62)),
  ],
  article: [
    rectangle(0.15, 0.22, 0.85, 0.8, 0.06),
    cut(line(0.28, 0.38, 0.44, 0.38)),
    cut(line(0.28, 0.52, 0.72, 0.52)),
    cut(line(0.28, 0.66, 0.72, 0.66)),
  ],
  heart: [
    polygon(
      [
        [0.5, 0.82],
        [0.2, 0.55],
        [0.15, 0.4],
        [0.21, 0.26],
        [0.34, 0.21],
        [0.45, 0.26],
        [0.5, 0.34],
        [0.55, 0.26],
        [0.66, 0.21],
        [0.79, 0.26],
        [0.85, 0.4],
        [0.8, 0.55],
      ],
      0.02,
    ),
  ],
};

const folder = fileURLToPath(new URL('../../templates/kit/src/icons/tab/', import.meta.url));
fs.mkdirSync(folder, { recursive: true });
for (const [name, shapes] of Object.entries(glyphs)) {
  fs.writeFileSync(path.join(folder, `${name}.png`), png(shapes, QUIET, false));
  fs.writeFileSync(path.join(folder, `${name}-on.png`), png(shapes, INK, true));
}

function png(shapes, [red, green, blue], filled) {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      rows.set([red, green, blue, Math.round(255 * coverage(shapes, x, y, filled))], y * (1 + SIZE * 4) + 1 + x * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = zlib.deflateSync(rows, { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc32(body), body.length + 4);
  return frame;
}

/** Node before 20.15 has no `zlib.crc32`. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function coverage(shapes, x, y, filled) {
  let hits = 0;
  for (let sub = 0; sub < SAMPLES * SAMPLES; sub += 1) {
    const u = (x + ((sub % SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const v = (y + (Math.floor(sub / SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const stroked = (shape) => Math.abs(shape(u, v)) <= STROKE / 2;
    const inside = shapes.some((shape) => {
      if (filled && shape.cut) return false;
      return filled && !shape.open ? shape(u, v) <= STROKE / 2 : stroked(shape);
    });
    if (inside && !(filled && shapes.some((shape) => shape.cut && stroked(shape)))) hits += 1;
  }
  return hits / (SAMPLES * SAMPLES);
}

function disc(cx, cy, radius) {
  return (x, y) => Math.hypot(x - cx, y - cy) - radius;
}

function box(cx, cy, half, rounding) {
  return (x, y) => {
    const dx = Math.abs(x - cx) - half + rounding;
    const dy = Math.abs(y - cy) - half + rounding;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - rounding;
  };
}

function rectangle(left, top, right, bottom, rounding) {
  const [halfWidth, halfHeight] = [(right - left) / 2, (bottom - top) / 2];
  return (x, y) => {
    const dx = Math.abs(x - (left + right) / 2) - halfWidth + rounding;
    const dy = Math.abs(y - (top + bottom) / 2) - halfHeight + rounding;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - rounding;
  };
}

/** Always a stroke, in both states. */
function line(ax, ay, bx, by) {
  const shape = (x, y) => {
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
  };
  shape.open = true;
  return shape;
}

/** A stroke that shows as a gap where the glyph is filled. */
function cut(shape) {
  shape.cut = true;
  return shape;
}

/** The lower half of a disc hanging from `top`. */
function bowl(cx, top, radius) {
  return (x, y) => Math.max(Math.hypot(x - cx, y - top) - radius, top - y);
}

/** The upper half of a disc standing on `base`. */
function dome(cx, base, radius) {
  return (x, y) => Math.max(Math.hypot(x - cx, y - base) - radius, y - base);
}

/** An open handle: the upper half of a circle, always stroked. */
function arc(cx, cy, radius) {
  const shape = (x, y) => (y > cy ? 1 : Math.hypot(x - cx, y - cy) - radius);
  shape.open = true;
  return shape;
}

function polygon(points, rounding) {
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    let inside = false;
    points.forEach(([ax, ay], index) => {
      const [bx, by] = points[(index + 1) % points.length];
      const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
      const t = Math.min(1, Math.max(0, along));
      nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    });
    return (inside ? -nearest : nearest) - rounding;
  };
}
