import { crc32 } from 'node:zlib';
import { deflateSync } from 'fflate';
import { sortedByPath } from '../rendering/digest.js';

/** One file inside a zip, ready to be joined to others: its local part (header, name, data) and what the directory repeats. */
export interface ZipEntry {
  readonly path: string;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly storedBytes: number;
  readonly method: 0 | 8;
  /** Length of the local part. */
  readonly localBytes: number;
}

/** Entries whose local parts lie one after another in `blob`, in the order of `entries`. */
export interface ZipPart {
  readonly blob: Buffer;
  readonly entries: readonly ZipEntry[];
}

// 1980-01-01 00:00, the earliest date DOS can say: packages have no clock.
const DOS_DATE = 33;
const DOS_TIME = 0;
const UTF8_NAMES = 0x0800;
const VERSION_NEEDED = 20;
const MADE_BY_UNIX = 0x0314;
const REGULAR_FILE_0644 = (0o100644 << 16) >>> 0;

/**
 * Deflates files in path order; done once for a template's base. The deflate is the one in JavaScript: zlib's output differs between its
 * versions and processors, this one's does not.
 */
export function zipPart(files: ReadonlyMap<string, Buffer>): ZipPart {
  return partOf(files, (bytes) => {
    const { buffer, byteOffset, byteLength } = deflateSync(bytes, { level: 9 });
    return Buffer.from(buffer, byteOffset, byteLength);
  });
}

/** The same without deflating: for an overlay, which is a few hundred bytes and put together on demand. */
export function storedZipPart(files: ReadonlyMap<string, Buffer>): ZipPart {
  return partOf(files, (bytes) => bytes);
}

function partOf(files: ReadonlyMap<string, Buffer>, deflate: (bytes: Buffer) => Buffer): ZipPart {
  const entries: ZipEntry[] = [];
  const chunks: Buffer[] = [];
  for (const [path, bytes] of sortedByPath(files)) {
    const deflated = deflate(bytes);
    const method = deflated.length < bytes.length ? 8 : 0;
    const data = method === 8 ? deflated : bytes;
    const name = Buffer.from(path, 'utf8');
    const fields = { path, crc32: crc32(bytes), sizeBytes: bytes.length, storedBytes: data.length, method } as const;
    const header = localHeader(fields, name);
    entries.push({ ...fields, localBytes: header.length + data.length });
    chunks.push(header, data);
  }
  return { blob: Buffer.concat(chunks), entries };
}

/**
 * A zip of the base with the overlay on top. Bytes depend on the inputs only: no date, no locale. The base is copied as it is
 * unless the overlay replaces one of its files, whose old bytes are then left out.
 */
export function writeZip(base: ZipPart, overlay: ZipPart): Buffer {
  const replaced = new Set(overlay.entries.map(({ path }) => path));
  const kept = keep(base, replaced);
  const directory = Buffer.concat([directoryOf(kept), directoryRecords(overlay.entries, kept.blob.length)]);
  return Buffer.concat([
    kept.blob,
    overlay.blob,
    directory,
    endRecord(kept.entries.length + overlay.entries.length, directory.length, kept.blob.length + overlay.blob.length),
  ]);
}

function keep(part: ZipPart, replaced: ReadonlySet<string>): ZipPart {
  if (!part.entries.some(({ path }) => replaced.has(path))) return part;
  const chunks: Buffer[] = [];
  let offset = 0;
  for (const entry of part.entries) {
    if (!replaced.has(entry.path)) chunks.push(part.blob.subarray(offset, offset + entry.localBytes));
    offset += entry.localBytes;
  }
  return { blob: Buffer.concat(chunks), entries: part.entries.filter(({ path }) => !replaced.has(path)) };
}

// A base lies at the beginning of every zip, so its part of the directory is always the same bytes.
const directories = new WeakMap<ZipPart, Buffer>();

function directoryOf(part: ZipPart): Buffer {
  let directory = directories.get(part);
  if (!directory) {
    directory = directoryRecords(part.entries, 0);
    directories.set(part, directory);
  }
  return directory;
}

function directoryRecords(entries: readonly ZipEntry[], from: number): Buffer {
  let offset = from;
  const records = entries.map((entry) => {
    const record = directoryRecord(entry, offset);
    offset += entry.localBytes;
    return record;
  });
  return Buffer.concat(records);
}

function localHeader(entry: Omit<ZipEntry, 'localBytes'>, name: Buffer): Buffer {
  const header = Buffer.alloc(30 + name.length);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION_NEEDED, 4);
  header.writeUInt16LE(UTF8_NAMES, 6);
  header.writeUInt16LE(entry.method, 8);
  header.writeUInt16LE(DOS_TIME, 10);
  header.writeUInt16LE(DOS_DATE, 12);
  header.writeUInt32LE(entry.crc32, 14);
  header.writeUInt32LE(entry.storedBytes, 18);
  header.writeUInt32LE(entry.sizeBytes, 22);
  header.writeUInt16LE(name.length, 26);
  name.copy(header, 30);
  return header;
}

function directoryRecord(entry: ZipEntry, offset: number): Buffer {
  const name = Buffer.from(entry.path, 'utf8');
  const record = Buffer.alloc(46 + name.length);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(MADE_BY_UNIX, 4);
  record.writeUInt16LE(VERSION_NEEDED, 6);
  record.writeUInt16LE(UTF8_NAMES, 8);
  record.writeUInt16LE(entry.method, 10);
  record.writeUInt16LE(DOS_TIME, 12);
  record.writeUInt16LE(DOS_DATE, 14);
  record.writeUInt32LE(entry.crc32, 16);
  record.writeUInt32LE(entry.storedBytes, 20);
  record.writeUInt32LE(entry.sizeBytes, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt32LE(REGULAR_FILE_0644, 38);
  record.writeUInt32LE(offset, 42);
  name.copy(record, 46);
  return record;
}

function endRecord(count: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}
