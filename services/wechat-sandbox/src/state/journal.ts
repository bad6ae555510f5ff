import { closeSync, ftruncateSync, openSync, readSync, rmSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { textHash } from './text-hash.js';

const HEADER = '{"journal":"wechat-sandbox","version":1}';
const RESET = 'reset';
const CHUNK_BYTES = 1 << 20;

/** One line: a document with its new text, or (null) that it is gone. Neither may hold a raw line break or tab: both are JSON. */
export const journalLine = (key: string, text: string | null): string => `${key}\t${text ?? ''}\n`;

/** From here on nothing of what was before counts. */
export const resetLine = `${RESET}\n`;

/**
 * The file the state lives in: lines that say what a document has become, in batches that end with an empty line. A process
 * killed while it writes leaves a batch without its end, and that batch never was.
 */
export class Journal {
  bytes = 0;

  private constructor(
    private readonly file: string,
    private handle: FileHandle,
  ) {}

  /** Opens the file for more batches; `whole` is how many bytes of it are whole batches (0 = new). */
  static async open(file: string, whole: number): Promise<Journal> {
    rmSync(`${file}.new`, { force: true });
    if (whole > 0) truncate(file, whole);
    const journal = new Journal(file, await open(file, whole > 0 ? 'r+' : 'w', 0o600));
    journal.bytes = whole;
    if (whole === 0) await journal.append(`${HEADER}\n`);
    return journal;
  }

  /** Writes one batch: all of it counts, or nothing. */
  append(lines: string): Promise<void> {
    return this.write(`${lines}\n`);
  }

  /** Begins a journal that will take this one's place. */
  async begin(): Promise<Journal> {
    const next = new Journal(this.file, await open(`${this.file}.new`, 'w', 0o600));
    await next.write(`${HEADER}\n`);
    return next;
  }

  /** At its end; a write that fails half-way leaves no trace that later ones would stand behind. */
  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.bytes + written);
      written += bytesWritten;
    }
    this.bytes += bytes.length;
  }

  /** The begun one is whole: from now on it is the journal. */
  async replaceBy(next: Journal): Promise<void> {
    await rename(`${this.file}.new`, this.file);
    await this.handle.close();
    this.handle = next.handle;
    this.bytes = next.bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * Reads what whole batches say, and how many bytes they are; null when there is no such file.
 * @throws Error with a sentence when the file is no journal or is broken in its middle
 */
export function readJournal(file: string): SavedDocuments | null {
  const saved: SavedDocuments = { documents: new Map(), hashes: new Map(), wholeBytes: 0 };
  let batch: string[] = [];
  let lineNumber = 0;
  let position = 0;
  for (const line of linesOf(file)) {
    if (line === null) return null;
    lineNumber += 1;
    position += line.length + 1;
    const text = line.toString('utf8');
    if (lineNumber === 1 && text !== HEADER)
      throw new Error(`${file} is not a journal of wechat-sandbox: move it away.`);
    if (lineNumber === 1) continue;
    if (text !== '') {
      batch.push(text);
      continue;
    }
    try {
      for (const entry of batch) apply(saved, entry);
    } catch {
      throw new Error(`${file} is broken shortly before line ${lineNumber}: delete it to start empty.`);
    }
    batch = [];
    saved.wholeBytes = position;
  }
  return saved;
}

export interface SavedDocuments {
  readonly documents: Map<string, unknown>;
  /** Of their texts. */
  readonly hashes: Map<string, number>;
  wholeBytes: number;
}

function apply({ documents, hashes }: SavedDocuments, line: string): void {
  if (line === RESET) {
    documents.clear();
    hashes.clear();
    return;
  }
  const tab = line.indexOf('\t');
  if (tab < 1) throw new Error('no document');
  const [key, text] = [line.slice(0, tab), line.slice(tab + 1)];
  if (text === '') {
    documents.delete(key);
    hashes.delete(key);
    return;
  }
  documents.set(key, JSON.parse(text));
  hashes.set(key, textHash(text));
}

/** Whole lines only, a megabyte at a time: a journal of a large fleet is never in memory as a whole. One null = no file. */
function* linesOf(file: string): IterableIterator<Buffer | null> {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    yield null;
    return;
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest: Buffer[] = [];
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      let start = 0;
      for (let end = chunk.indexOf(10, start); end !== -1 && end < read; end = chunk.indexOf(10, start)) {
        const piece = chunk.subarray(start, end);
        yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
        rest = [];
        start = end + 1;
      }
      if (start < read) rest.push(Buffer.from(chunk.subarray(start, read)));
    }
  } finally {
    closeSync(descriptor);
  }
}

function truncate(file: string, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, bytes);
  closeSync(descriptor);
}
