import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { LaunchFailure } from './failure.js';
import { shortenLog } from './log-file.js';
import { lastMeaningfulLine } from './log-tail.js';
import { waitUntilGone } from './processes.js';
import type { Watchdog } from './watchdog.js';

export interface ProgramOptions {
  readonly name: string;
  /** JavaScript file to run. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  /** Options of Node itself, e.g. its memory limits. */
  readonly nodeFlags: readonly string[];
  /** Answers 200 when the program is ready; null for a program that does its work and ends. */
  readonly readyUrl: string | null;
  readonly watchdog: Watchdog;
  /** How long readiness may take. Default 60 s. */
  readonly patienceMs?: number;
}

/** One Node program run as a child: its output goes to a file, and it ends when we do. */
export class Program {
  #child: ChildProcess | null = null;
  #ended: Promise<number | null> = Promise.resolve(null);
  #logStart = 0;

  constructor(readonly options: ProgramOptions) {}

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Settles with the exit code (null after a signal) when the current process has ended. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /**
   * Starts the program and waits until it is ready.
   * @throws {LaunchFailure} with the program's own last words when it ends before that.
   */
  async start(): Promise<void> {
    this.launch();
    await this.#untilReady();
  }

  /** Starts the process without waiting for anything; `output` receives its stdout in place of the log file. */
  launch(output?: (chunk: string) => void): void {
    const { entry, args = [], env, cwd, logFile, nodeFlags, watchdog } = this.options;
    this.#logStart = shortenLog(logFile);
    const log = openSync(logFile, 'a', 0o600);
    try {
      const child = spawn(process.execPath, [...nodeFlags, entry, ...args], {
        cwd,
        env,
        stdio: ['ignore', output ? 'pipe' : log, log],
        // A session of its own: Ctrl-C must reach the launcher only, which stops the programs in order.
        detached: true,
      });
      const pid = child.pid ?? 0;
      if (pid > 0) watchdog.guard(pid, 'TERM');
      if (output) child.stdout?.setEncoding('utf8').on('data', output);
      this.#child = child;
      this.#ended = new Promise((resolve) => {
        child.once('error', () => resolve(1));
        child.once('close', (code) => {
          if (pid > 0) watchdog.forget(pid);
          resolve(code);
        });
      });
    } finally {
      closeSync(log);
    }
  }

  /** What the program said when it ended: one line for a person. */
  lastWords(): string {
    return this.lastLine() ?? `it ended without a word; its log is ${this.options.logFile}`;
  }

  /** The last line of its log that tells a person something; null when there is none since it was started. */
  lastLine(): string | null {
    const printed = readFileSync(this.options.logFile).subarray(this.#logStart).toString('utf8');
    return lastMeaningfulLine(printed);
  }

  /** SIGTERM, then SIGKILL after `graceMs`. Harmless when it is not running. */
  async stop(graceMs = 8_000): Promise<void> {
    if (this.isRunning) {
      this.#child?.kill('SIGTERM');
      if (!(await waitUntilGone(this.pid, graceMs))) this.#child?.kill('SIGKILL');
    }
    await this.#ended;
  }

  /** Sends a signal and waits until the process is gone. */
  async kill(signalName: NodeJS.Signals): Promise<void> {
    if (this.isRunning) this.#child?.kill(signalName);
    await this.#ended;
  }

  async #untilReady(): Promise<void> {
    const { name, readyUrl, logFile, patienceMs = 60_000 } = this.options;
    if (readyUrl === null) return;
    const deadline = Date.now() + patienceMs;
    for (;;) {
      if (!this.isRunning) {
        await this.#ended;
        throw new LaunchFailure(`${name} did not start: ${this.lastWords()}`);
      }
      if (await answersOk(readyUrl)) return;
      if (Date.now() > deadline) {
        throw new LaunchFailure(`${name} was not ready after ${patienceMs / 1000} s: see ${logFile}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function answersOk(url: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
