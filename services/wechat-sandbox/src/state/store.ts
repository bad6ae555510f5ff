import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isShelved, keyOf, plainDocuments, shelvesOf, stateOf, stateOfSnapshot } from './documents.js';
import { emptyState } from './empty-state.js';
import { Journal, journalLine, readJournal, resetLine } from './journal.js';
import type { SandboxState } from './sandbox-state.js';
import { textHash } from './text-hash.js';

const WRITE_DELAY_MS = 150;
/** Looking through what is no shelf takes about a tenth of the processor's time, so a large state is looked at less often … */
const SHARE = 10;
/** … but this often at least. */
const LONGEST_DELAY_MS = 500;
/** The journal is written anew when it has grown to three times what it was then, and this more. */
const GROWTH = 3;
const GROWTH_BYTES = 16 * 1024 * 1024;
const SLICE_BYTES = 512 * 1024;

/**
 * The state in memory and, with a data folder, its journal: what changed is appended within 200 ms as one batch. Killed at any
 * moment it loses at most what came after the last batch. It survives the end of the process, not that of the machine's power.
 */
export class Store {
  state: SandboxState;
  private readonly file: string | null;
  private readonly wholeBytes: number;
  private journal: Journal | null = null;
  /** What was last written, as hashes. */
  private written = new Map<string, number>();
  private plainKeys = new Set<string>();
  private hasReset = false;
  private timer: NodeJS.Timeout | null = null;
  private lookingMs = 0;
  private queue: Promise<void> = Promise.resolve();
  /** Batches written while the journal is being made anew; null when it is not. */
  private meanwhile: string[] | null = null;
  /** Something could not be written; only a journal made anew has it all. */
  private isIncomplete = false;
  private compactBytes = 0;
  private compaction: Promise<void> = Promise.resolve();

  /** Throws when the folder cannot be written (the system's error) or what lies there cannot be read (a sentence). */
  constructor(dataDir: string | null) {
    this.file = dataDir === null ? null : join(dataDir, 'sandbox.journal');
    if (dataDir !== null) makeWritableFolder(resolve(dataDir));
    const saved = this.file === null ? null : load(this.file);
    this.state = saved?.state ?? emptyState();
    this.wholeBytes = saved?.wholeBytes ?? 0;
    this.compactBytes = this.wholeBytes;
    if (saved !== null) this.written = saved.hashes;
    // Keys of documents that the state no longer has are gone with the first write.
    for (const key of this.written.keys()) if (!isShelved(key)) this.plainKeys.add(key);
    if (this.file !== null) this.queue = this.openJournal();
    this.queue.catch(() => undefined);
  }

  /** Says that something may have changed. */
  touch(): void {
    if (this.file === null || this.timer !== null) return;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.enqueue(() => this.write());
      },
      Math.min(LONGEST_DELAY_MS, Math.max(WRITE_DELAY_MS, this.lookingMs * SHARE)),
    );
    this.timer.unref();
  }

  reset(): void {
    this.state = emptyState();
    this.written.clear();
    this.plainKeys.clear();
    this.hasReset = true;
    this.touch();
  }

  /** Writes now what has changed. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.enqueue(() => this.write());
    await this.queue;
  }

  /** For the end of the process. */
  async close(): Promise<void> {
    await this.compaction;
    await this.flush();
    // The last batch may have been the one that made the journal too long.
    await this.compaction;
    await this.journal?.close();
    this.journal = null;
  }

  private async openJournal(): Promise<void> {
    if (this.file === null) return;
    this.journal = await Journal.open(this.file, this.wholeBytes);
    if (this.wholeBytes > 0) return;
    for (const [, shelf] of shelvesOf(this.state)) for (const key of shelf.keys()) shelf.touched.add(key);
    await this.write();
    const snapshot = snapshotBeside(this.file);
    if (existsSync(snapshot)) renameSync(snapshot, `${snapshot}.imported`);
  }

  private enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      process.stderr.write(`wechat-sandbox: the state could not be written: ${String(error)}\n`);
      this.isIncomplete = true;
    });
  }

  private async write(): Promise<void> {
    if (this.journal === null) return;
    const lines = this.changes();
    if (this.isIncomplete) this.startAnew();
    if (lines === '') return;
    this.meanwhile?.push(lines);
    await this.journal.append(lines);
    if (this.journal.bytes > this.compactBytes * GROWTH + GROWTH_BYTES) this.startAnew();
  }

  /** The lines of everything that is not as it was last written. */
  private changes(): string {
    const lines: string[] = [];
    if (this.hasReset) lines.push(resetLine);
    this.hasReset = false;
    const before = process.cpuUsage();
    const plainKeys = new Set<string>();
    for (const [key, text] of plainDocuments(this.state)) {
      plainKeys.add(key);
      if (this.isNews(key, text)) lines.push(journalLine(key, text));
    }
    for (const key of this.plainKeys) if (!plainKeys.has(key)) lines.push(this.gone(key));
    this.plainKeys = plainKeys;
    this.lookingMs = process.cpuUsage(before).user / 1000;
    for (const [name, shelf] of shelvesOf(this.state)) {
      for (const id of shelf.touched) {
        const key = keyOf(name, id);
        const text = shelf.text(id);
        if (text === undefined) lines.push(this.gone(key));
        else if (this.isNews(key, text)) lines.push(journalLine(key, text));
      }
      shelf.touched.clear();
    }
    return lines.join('');
  }

  private isNews(key: string, text: string): boolean {
    const hash = textHash(text);
    if (this.written.get(key) === hash) return false;
    this.written.set(key, hash);
    return true;
  }

  private gone(key: string): string {
    this.written.delete(key);
    return journalLine(key, null);
  }

  /** Writes the journal anew beside the old one, in slices between other work, and puts it in its place. */
  private startAnew(): void {
    if (this.meanwhile !== null || this.journal === null) return;
    this.meanwhile = [];
    this.isIncomplete = false;
    this.compaction = this.compact(this.journal).catch((error: unknown) => {
      this.meanwhile = null;
      this.isIncomplete = true;
      process.stderr.write(`wechat-sandbox: the journal could not be made smaller: ${String(error)}\n`);
    });
  }

  private async compact(journal: Journal): Promise<void> {
    const next = await journal.begin();
    let slice = '';
    for (const line of this.everything()) {
      slice += line;
      if (slice.length < SLICE_BYTES) continue;
      await next.write(slice);
      slice = '';
    }
    await next.write(slice);
    // Behind every batch that is on its way: from here on batches go to the new file alone.
    await this.inTurn(async () => {
      // What is not in the slices is in these batches, or comes after them.
      await next.append((this.meanwhile ?? []).join(''));
      await journal.replaceBy(next);
      this.meanwhile = null;
      this.compactBytes = journal.bytes;
    });
  }

  /** Behind all that is on its way to the file. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.queue.then(work);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private *everything(): IterableIterator<string> {
    const { state } = this;
    for (const [key, text] of plainDocuments(state)) yield journalLine(key, text);
    for (const [name, shelf] of shelvesOf(state)) {
      for (const id of shelf.keys()) {
        const text = shelf.text(id);
        if (text !== undefined) yield journalLine(keyOf(name, id), text);
      }
    }
  }
}

/** The journal, else the `sandbox.json` of an earlier version, else nothing. */
function load(file: string): { state: SandboxState; hashes: Map<string, number>; wholeBytes: number } | null {
  const journal = readJournal(file);
  if (journal !== null && journal.wholeBytes > 0) {
    return { ...journal, state: stateOf(journal.documents) };
  }
  const snapshot = snapshotBeside(file);
  if (!existsSync(snapshot)) return null;
  const text = readFileSync(snapshot, 'utf8');
  try {
    return { state: stateOfSnapshot(JSON.parse(text) as object), hashes: new Map(), wholeBytes: 0 };
  } catch {
    throw new Error(`The snapshot ${snapshot} is not valid JSON: delete it to start empty.`);
  }
}

const snapshotBeside = (journal: string): string => join(dirname(journal), 'sandbox.json');

/** Not `mkdir` with `recursive`: Node 20 never returns from it below /proc and the like. */
function makeWritableFolder(path: string): void {
  if (!existsSync(path)) {
    makeWritableFolder(dirname(path));
    mkdirSync(path);
  }
  accessSync(path, constants.W_OK);
}
