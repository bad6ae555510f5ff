import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Built by jest's global setup. */
const PROGRAM = resolve('dist/services/wechat-sandbox/src/main.js');

/** The sandbox as a process of its own, that can be killed. */
export class SandboxProcess {
  private child: ChildProcess | null = null;

  constructor(private readonly env: Record<string, string>) {}

  /** Gives its address. */
  async start(): Promise<string> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env['PATH'], SANDBOX_PORT: '0', ...this.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    return new Promise<string>((found, failed) => {
      child.once('exit', (code) => failed(new Error(`the sandbox ended with ${code}`)));
      child.stdout.on('data', (text: Buffer) => {
        const url = /listening on (\S+)/.exec(text.toString())?.[1];
        if (url) found(url);
      });
    });
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }
}

/**
 * Counts the whole batches of a journal while it is being written. One is collected only after the one before it is in the
 * file. So what was answered when n were there is in the file when n + 2 are: nobody needs to look at a clock.
 */
export class WrittenBatches {
  private offset = 0;
  private last = 0;
  private whole = 0;
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = join(dataDir, 'sandbox.journal');
  }

  count(): number {
    const descriptor = openSync(this.file, 'r');
    try {
      const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - this.offset));
      const read = readSync(descriptor, bytes, 0, bytes.length, this.offset);
      for (const byte of bytes.subarray(0, read)) {
        if (byte === 10 && this.last === 10) this.whole += 1;
        this.last = byte;
      }
      this.offset += read;
    } finally {
      closeSync(descriptor);
    }
    return this.whole;
  }
}
