import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#kernel/config/project-root.js';
import { createLogger } from '#kernel/observability/logger.js';
import { Problem } from '#kernel/problems/problem.js';
import { compilePackage } from '../../../player/src/compile/compile-package.js';
import type { ExtJson } from '../../../player/src/format.js';
import { createPlayerServer } from './player-server.js';
import { PlayedWechat } from './played-wechat.js';
import type { Preview, PreviewSource } from './preview-package.js';
import { RuntimeProxy } from './runtime-proxy.js';

export interface FolderPlayerOptions {
  /** The assembled package: `app.json` lies in it. */
  readonly folder: string;
  readonly runtimeUrl: string;
  readonly wechatUrl?: string;
  readonly port: number;
  readonly embedders?: readonly string[];
  /** Told what the compiler says, each time the package is compiled. */
  readonly report?: (line: string) => void;
}

/** Plays a folder for its author: compiled when the page is loaded, without the platform. @returns address, and how to stop */
export async function startFolderPlayer(
  options: FolderPlayerOptions,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const runtime = new RuntimeProxy(options.runtimeUrl);
  const server = createPlayerServer({
    source: new FolderSource(options),
    runtime,
    wechat: new PlayedWechat(options.wechatUrl),
    policy: { embedders: options.embedders ?? [], mediaSources: [runtime.origin] },
    scriptsDir: path.join(projectRoot(), 'dist', 'player'),
    logger: createLogger('player', 'warn'),
  });
  const address = await server.listen({ port: options.port, host: '127.0.0.1' });
  const close = async () => {
    runtime.close();
    await server.close();
  };
  return { url: `${address}/p/folder/`, close };
}

/** The command of dev-server.mjs. */
export async function playFolder(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runtime: { type: 'string', default: 'http://127.0.0.1:4100' },
      wechat: { type: 'string' },
      port: { type: 'string', default: '4010' },
    },
  });
  const folder = path.resolve(positionals[0] ?? '.');
  if (!existsSync(path.join(folder, 'app.json'))) {
    throw Object.assign(new Error(`${folder} has no app.json: name the folder of an assembled package.`), {
      sentence: true,
    });
  }
  const { url } = await startFolderPlayer({
    folder,
    runtimeUrl: values.runtime,
    ...(values.wechat !== undefined && { wechatUrl: values.wechat }),
    port: Number(values.port),
    report: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`Playing ${folder} at ${url}\n`);
}

class FolderSource implements PreviewSource {
  private compiled: { readonly digest: string; readonly script: Buffer } | null = null;

  constructor(private readonly options: FolderPlayerOptions) {}

  open(ticket: string): Preview {
    if (ticket !== 'folder') throw new Problem('preview.ticket_invalid');
    return { tenantId: 'folder', appId: appIdIn(this.extJson()), shows: 'folder', viewer: 'author' };
  }

  async find() {
    const { digest } = await this.compile();
    return { extJson: this.extJson(), baseDigest: digest };
  }

  async script(digest: string): Promise<Buffer> {
    const compiled = this.compiled ?? (await this.compile());
    if (compiled.digest !== digest) throw new Problem('preview.base_not_found', { params: { digest } });
    return compiled.script;
  }

  async file(_digest: string, file: string): Promise<Buffer | null> {
    const place = path.resolve(this.options.folder, file);
    const isInside = place.startsWith(`${path.resolve(this.options.folder)}${path.sep}`);
    return isInside && existsSync(place) ? readFileSync(place) : null;
  }

  runtimeHeaders() {
    return {};
  }

  async codes() {
    return [];
  }

  private extJson(): ExtJson {
    const file = path.join(this.options.folder, 'ext.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ExtJson) : {};
  }

  private async compile() {
    const files = readFolder(this.options.folder);
    const hash = createHash('sha256');
    for (const [file, bytes] of files) hash.update(`${file}\0${bytes.length}\0`).update(bytes);
    const digest = `sha256:${hash.digest('hex')}`;
    if (this.compiled?.digest === digest) return this.compiled;
    const startedAt = performance.now();
    const { script, diagnostics } = await compilePackage(files);
    const { report = () => undefined } = this.options;
    for (const { level, file, line, column, message } of diagnostics) {
      report(`${level} ${[file, line, column].filter((part) => part !== null).join(':')} ${message}`);
    }
    report(`Compiled ${files.size} files in ${Math.round(performance.now() - startedAt)} ms.`);
    this.compiled = { digest, script: Buffer.from(script) };
    return this.compiled;
  }
}

function appIdIn({ extAppid }: ExtJson): string {
  return typeof extAppid === 'string' && /^wx[0-9a-f]{16}$/.test(extAppid) ? extAppid : 'wx0000000000000000';
}

function readFolder(folder: string, below = ''): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.posix.join(below, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) for (const [name, bytes] of readFolder(folder, place)) files.set(name, bytes);
    else if (entry.isFile()) files.set(place, readFileSync(path.join(folder, place)));
  }
  return files;
}
