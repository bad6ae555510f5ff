import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SettingsError } from '#kernel/config/settings.js';
import type { UploadError } from './upload-failure.js';

/** A package folder's worth of work for the official uploader. */
export interface UploadWork {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly appId: string;
  readonly privateKey: string;
  readonly kind: 'upload' | 'preview';
  readonly version: string;
  readonly desc: string;
  readonly robot: number;
  readonly page: string | null;
  readonly query: string | null;
}

/** One package as WeChat measured it: `__FULL__`, `__APP__` and each subpackage. */
export interface PackageSize {
  readonly name: string;
  readonly sizeBytes: number;
}

export type UploadResult =
  | { readonly ok: true; readonly sizes: readonly PackageSize[]; readonly qrCode: Buffer | null }
  | ({ readonly ok: false } & UploadError);

export interface UploadProcessOptions {
  readonly timeoutMs: number;
  /** The HTTP proxy uploads go through, or null. */
  readonly proxyUrl: string | null;
  /** PEM file of an authority that is trusted besides the well-known ones, or null. */
  readonly authorityFile: string | null;
}

const FOLDER = 'xiaopu-upload-';
const LEFT_OVER_MS = 3_600_000;
const KEPT_OUTPUT = 4_000;
/** The uploader's own code for it (`shared/wechat/miniprogram-ci.md` §4.1). */
const WRONG_PARAMETER = 10_000;

/**
 * Runs the unmodified miniprogram-ci once per upload, in a child process that has the package, the key (by stdin) and nothing else of
 * ours: no settings, no database, no other tenant's files. It is the leader of a process group, which is killed as one; when this
 * program dies, the child sees its stdin end and stops.
 */
export class UploadProcess {
  private constructor(
    private readonly script: string,
    private readonly options: UploadProcessOptions,
  ) {}

  /** @throws SettingsError when the folder has no installed uploader */
  static at(folder: string, options: UploadProcessOptions): UploadProcess {
    if (!existsSync(path.join(folder, 'node_modules', 'miniprogram-ci', 'package.json'))) {
      throw new SettingsError(
        `The official uploader is not installed in ${folder}. Run \`npm run uploader:install\`, or set UPLOADER_DIR.`,
      );
    }
    return new UploadProcess(path.join(folder, 'upload.mjs'), options);
  }

  /** Never throws for what the upload suffers; an aborted one answers `ok: false` with code null. */
  async run(work: UploadWork, signal: AbortSignal): Promise<UploadResult> {
    await removeLeftOvers();
    // Readable by this user alone, under a name nobody can foresee.
    const folder = await mkdtemp(path.join(tmpdir(), FOLDER));
    try {
      const projectPath = path.join(folder, 'project');
      const outside = [...work.files.keys()].find((name) => !isInside(projectPath, name));
      if (outside !== undefined) return { ok: false, code: WRONG_PARAMETER, message: `${outside} is no file's name` };
      await writeFiles(projectPath, work.files);
      const qrPath = path.join(folder, 'qr.jpg');
      const { files: _, ...job } = work;
      const said = await this.#run({ ...job, appid: work.appId, projectPath, qrPath }, folder, signal);
      if (!said.ok) return said;
      const qrCode = work.kind === 'preview' ? await readFile(qrPath) : null;
      return { ok: true, sizes: sizesOf(said.subPackageInfo), qrCode };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #run(job: object, folder: string, signal: AbortSignal): Promise<Said> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, ['--max-old-space-size=1024', this.script], {
        cwd: folder,
        detached: true,
        stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
        env: this.#environment(folder),
      });
      let output = '';
      let result = '';
      const kill = (reason: string) => {
        output = reason;
        killGroup(child.pid);
      };
      const seconds = Math.round(this.options.timeoutMs / 1000);
      const timer = setTimeout(() => kill(`it took longer than ${seconds} s`), this.options.timeoutMs);
      const stop = () => kill('it was stopped');
      signal.addEventListener('abort', stop, { once: true });
      child.stderr?.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-KEPT_OUTPUT)));
      child.stdio[3]?.on('data', (chunk: Buffer) => (result += chunk.toString()));
      // A child that is gone already must not take us with it.
      child.stdin?.on('error', () => {});
      child.stdin?.write(`${JSON.stringify(job)}\n`);
      child.once('error', (error) => (output = error.message));
      // Compilers that outlive it would hold its pipes open, and 'close' would not come.
      child.once('exit', () => killGroup(child.pid));
      child.once('close', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        resolve(parse(result) ?? { ok: false, code: null, message: lastLine(output) });
      });
      if (signal.aborted) stop();
    });
  }

  #environment(folder: string): NodeJS.ProcessEnv {
    const { proxyUrl, authorityFile } = this.options;
    return {
      PATH: process.env['PATH'],
      HOME: folder,
      TMPDIR: folder,
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      ...(proxyUrl !== null && { HTTPS_PROXY: proxyUrl }),
      ...(authorityFile !== null && { NODE_EXTRA_CA_CERTS: authorityFile }),
    };
  }
}

type Said =
  | { readonly ok: true; readonly subPackageInfo?: readonly { readonly name: string; readonly size: number }[] }
  | ({ readonly ok: false } & UploadError);

function parse(line: string): Said | null {
  try {
    return JSON.parse(line) as Said;
  } catch {
    return null;
  }
}

function sizesOf(info: readonly { readonly name: string; readonly size: number }[] = []): PackageSize[] {
  return info.map(({ name, size }) => ({ name, sizeBytes: size }));
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) || 'the upload process ended without a word';
}

/** The compilers it has forked included. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

function isInside(folder: string, name: string): boolean {
  return path.resolve(folder, name).startsWith(folder + path.sep);
}

async function writeFiles(folder: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** Folders of uploads whose program was killed. They hold packages and no key. */
async function removeLeftOvers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(FOLDER));
  for (const folder of names.map((name) => path.join(tmpdir(), name))) {
    const found = await lstat(folder).catch(() => null);
    if (found === null || found.uid !== process.getuid?.() || Date.now() - found.mtimeMs < LEFT_OVER_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}
