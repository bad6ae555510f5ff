import { refused } from './ci-error.js';

const HEADER_BYTES = 14;
const FIRST_MARK = 0xbe;
const LAST_MARK = 0xed;
const MAX_FILES = 20_000;
const MAX_NAME_BYTES = 1024;

/** File name without its leading slash → bytes. */
export type PackedFiles = Map<string, Uint8Array>;

/**
 * Reads what the uploader packs (miniprogram-ci.md §3.3). Nothing in it is believed: every length and offset is checked against
 * the bytes that are there. Throws CiError.
 */
export function readContainer(bytes: Buffer): PackedFiles {
  if (bytes.length < HEADER_BYTES + 4 || bytes[0] !== FIRST_MARK || bytes[13] !== LAST_MARK) throw bad('no header');
  const infoBytes = bytes.readInt32BE(5);
  const dataBytes = bytes.readInt32BE(9);
  if (infoBytes < 4 || dataBytes < 0 || HEADER_BYTES + infoBytes + dataBytes !== bytes.length)
    throw bad('lengths do not add up');
  const index = new IndexReader(bytes, HEADER_BYTES, HEADER_BYTES + infoBytes);
  const count = index.integer();
  if (count < 1 || count > MAX_FILES) throw bad(`${count} files`);
  const files: PackedFiles = new Map();
  let taken = 0;
  for (let number = 0; number < count; number++) {
    const name = index.name();
    const offset = index.integer();
    const size = index.integer();
    if (offset < HEADER_BYTES + infoBytes || size < 0 || offset + size > bytes.length)
      throw bad(`${name} lies outside`);
    // Files that share bytes would make much out of little.
    if ((taken += size) > dataBytes) throw bad('files overlap');
    if (files.has(name)) throw bad(`${name} comes twice`);
    files.set(name, bytes.subarray(offset, offset + size));
  }
  return files;
}

class IndexReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly end: number,
  ) {}

  integer(): number {
    if (this.at + 4 > this.end) throw bad('the index is cut off');
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4);
  }

  /** A path that stays inside the package. */
  name(): string {
    const length = this.integer();
    if (length < 2 || length > MAX_NAME_BYTES || this.at + length > this.end)
      throw bad('a name has no sensible length');
    const raw = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    const name = raw.toString('utf8');
    const isPath = name.startsWith('/') && !Buffer.from(name).compare(raw) && !/[\\\0]|\/\/|\/\.{1,2}(\/|$)/.test(name);
    if (!isPath) throw bad(`${JSON.stringify(name)} is no path`);
    return name.slice(1);
  }
}

const bad = (what: string): Error => refused(`invalid package: ${what}`);
