// Writes src/font.wxss: a bitmap font as an inline WOFF, so that text in the golden pictures is the same on every machine.
// One dot of a letter is a tenth of the font size: at 20px letters are made of 2px squares and no rasteriser can differ.
//   node services/player/golden/make-font.mjs
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

// 5 columns a letter, from the space on; the lowest bit is the top dot, the eighth hangs below the line.
const DOTS = `0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649562050 0008070300 001C224100 0041221C00
2A1C7F1C2A 08083E0808 0080703000 0808080808 0000606000 2010080402 3E5149453E 00427F4000 7249494946 2141494D33 1814127F10
2745454539 3C4A494931 4121110907 3649494936 464949291E 0000140000 0040340000 0008142241 1414141414 0041221408 0201590906
3E415D594E 7C1211127C 7F49494936 3E41414122 7F4141413E 7F49494941 7F09090901 3E41415173 7F0808087F 00417F4100 2040413F01
7F08142241 7F40404040 7F021C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E 7F09192946 2649494932 03017F0103 3F4040403F
1F2040201F 3F4038403F 6314081463 0304780403 6159494D43 007F414141 0204081020 004141417F 0402010204 4040404040 0003070800
2054547840 7F28444438 3844444428 384444287F 3854545418 00087E0902 18A4A49C78 7F08040478 00447D4000 2040403D00 7F10284400
00417F4000 7C04780478 7C08040478 3844444438 FC18242418 18242418FC 7C08040408 4854545424 04043F4424 3C4040207C 1C2040201C
3C4030403C 4428102844 4C9090907C 4464544C44 0008364100 0000770000 0041360800 0201020402`.split(/\s+/);
const [FIRST, EM, DOT, ADVANCE, ASCENT, DESCENT] = [0x20, 1000, 100, 600, 800, -200];

const glyphs = [glyph('7F4141417F'), ...DOTS.map(glyph)];
const loca = glyphs.reduce((at, one) => [...at, at[at.length - 1] + one.length], [0]);
const woff = toWoff({
  'OS/2': os2(),
  cmap: cmap(),
  glyf: Buffer.concat(glyphs),
  head: head(),
  hhea: words(1, 0, ASCENT, DESCENT, 0, ADVANCE, 0, 0, ADVANCE, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.length),
  hmtx: words(...glyphs.flatMap(() => [ADVANCE, 0])),
  loca: longs(...loca),
  maxp: words(1, 0, glyphs.length, 256, 64, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
  name: name('Golden Dots'),
  post: Buffer.concat([longs(0x00030000, 0), words(-100, 50), longs(1, 0, 0, 0, 0)]),
});
const face = `@font-face{font-family:"Golden Dots";src:url("data:font/woff;base64,${woff.toString('base64')}") format("woff")}\n`;
writeFileSync(new URL('src/font.wxss', import.meta.url), `/* Written by make-font.mjs. */\n${face}`);

/** A rectangle for each run of dots in a row. */
function glyph(columns) {
  const bits = Buffer.from(columns, 'hex');
  const boxes = [];
  for (let row = 0; row < 8; row += 1)
    for (let x = 0; x < 5; x += 1) {
      const from = x;
      while (x < 5 && (bits[x] >> row) & 1) x += 1;
      if (x > from) boxes.push([from * DOT, (6 - row) * DOT, x * DOT, (7 - row) * DOT]);
    }
  if (boxes.length === 0) return Buffer.alloc(0);
  const points = boxes.flatMap(([x0, y0, x1, y1]) => [[x0, y0], [x0, y1], [x1, y1], [x1, y0]]);
  const steps = (axis) => words(...points.map((point, at) => point[axis] - (at === 0 ? 0 : points[at - 1][axis])));
  const outline = Buffer.concat([
    words(boxes.length, 0, DESCENT, ADVANCE, ASCENT),
    words(...boxes.map((_, at) => at * 4 + 3), 0),
    Buffer.alloc(points.length, 1),
    steps(0),
    steps(1),
  ]);
  return Buffer.concat([outline, Buffer.alloc((4 - (outline.length % 4)) % 4)]);
}

function cmap() {
  const last = FIRST + DOTS.length - 1;
  return words(0, 1, 3, 1, 0, 12, 4, 32, 0, 4, 4, 1, 0, last, 0xffff, 0, FIRST, 0xffff, 1 - FIRST, 1, 0, 0);
}

function head() {
  const box = words(0, DESCENT, ADVANCE, ASCENT, 0, 8, 2, 1, 0);
  return Buffer.concat([longs(0x00010000, 0x00010000, 0, 0x5f0f3cf5), words(3, EM), Buffer.alloc(16), box]);
}

function os2() {
  const start = words(3, ADVANCE, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 300, 0);
  const last = FIRST + DOTS.length - 1;
  const rest = words(64, FIRST, last, ASCENT, DESCENT, 0, ASCENT, -DESCENT);
  return Buffer.concat([start, Buffer.alloc(30), rest, longs(1, 0), words(500, 700, 0, 32, 1)]);
}

function name(text) {
  const utf16 = Buffer.from(text, 'utf16le').swap16();
  const records = [1, 2, 4, 6].flatMap((id) => [3, 1, 0x409, id, utf16.length, 0]);
  return Buffer.concat([words(0, 4, 6 + 48, ...records), utf16]);
}

function toWoff(tables) {
  const names = Object.keys(tables);
  const entries = [];
  const bodies = [];
  let offset = 44 + names.length * 20;
  for (const tag of names) {
    const packed = deflateSync(tables[tag], { level: 9 });
    const body = packed.length < tables[tag].length ? packed : tables[tag];
    entries.push(Buffer.from(tag.padEnd(4)), longs(offset, body.length, tables[tag].length, checksum(tables[tag])));
    bodies.push(body, Buffer.alloc((4 - (body.length % 4)) % 4));
    offset += body.length + ((4 - (body.length % 4)) % 4);
  }
  const unpacked = names.reduce((sum, tag) => sum + Math.ceil(tables[tag].length / 4) * 4, 12 + names.length * 16);
  const header = [longs(0x774f4646, 0x00010000, offset), words(names.length, 0), longs(unpacked), words(1, 0)];
  return Buffer.concat([...header, longs(0, 0, 0, 0, 0), ...entries, ...bodies]);
}

function checksum(table) {
  const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
}

function words(...values) {
  const out = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => out.writeUInt16BE(value & 0xffff, at * 2));
  return out;
}

function longs(...values) {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => out.writeUInt32BE(value >>> 0, at * 4));
  return out;
}
