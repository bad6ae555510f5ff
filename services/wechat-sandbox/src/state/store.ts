import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { emptyState } from './empty-state.js';
import type { SandboxState } from './model.js';
import { defaultSettings } from './sandbox-settings.js';

const WRITE_DELAY_MS = 150;
/** A large state is written less often, so that snapshots take at most a tenth of the time. */
const SHARE = 10;

/** The state in memory and its snapshot `sandbox.json`, written whole beside the old one and renamed over it. */
export class Store {
  state: SandboxState;
  private timer: NodeJS.Timeout | null = null;
  private serializingMs = 0;
  private writing: Promise<void> = Promise.resolve();
  private readonly file: string | null;

  /** Throws when the folder cannot be written (the system's error) or the snapshot is not JSON (a sentence). */
  constructor(dataDir: string | null) {
    this.file = dataDir === null ? null : join(dataDir, 'sandbox.json');
    if (dataDir !== null) makeWritableFolder(resolve(dataDir));
    this.state = this.file === null ? emptyState() : load(this.file);
  }

  /** Says that something changed; the snapshot follows within 200 ms, later when the state is large. */
  touch(): void {
    if (this.file === null || this.timer !== null) return;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.writing = this.writing.then(() => this.write());
      },
      Math.max(WRITE_DELAY_MS, this.serializingMs * SHARE),
    );
    this.timer.unref();
  }

  reset(): void {
    this.state = emptyState();
    this.touch();
  }

  /** Writes at once; for the end of the process. */
  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.writing;
    if (this.file === null) return;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.state));
    renameSync(`${this.file}.new`, this.file);
  }

  private async write(): Promise<void> {
    if (this.file === null) return;
    const startedAt = performance.now();
    const text = JSON.stringify(this.state);
    this.serializingMs = performance.now() - startedAt;
    await writeFile(`${this.file}.new`, text);
    await rename(`${this.file}.new`, this.file);
  }
}

function load(file: string): SandboxState {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyState();
    throw error;
  }
  try {
    const saved = JSON.parse(text) as SandboxState;
    return { ...emptyState(), ...saved, settings: { ...defaultSettings(), ...saved.settings } };
  } catch {
    throw new Error(`The snapshot ${file} is not valid JSON: delete it to start empty.`);
  }
}

/** Not `mkdir` with `recursive`: Node 20 never returns from it below /proc and the like. */
function makeWritableFolder(path: string): void {
  if (!existsSync(path)) {
    makeWritableFolder(dirname(path));
    mkdirSync(path);
  }
  accessSync(path, constants.W_OK);
}
