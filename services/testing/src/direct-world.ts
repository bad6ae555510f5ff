import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { saveUploadKey } from '../../control-plane/src/hosting/direct.contract.js';
import { HostingWorld, type WorldShop } from './hosting-world.js';

interface UploadKey {
  readonly privateKeyPem: string;
}

/** A hosting world with the uploader as the process it is in production: the official miniprogram-ci through the sandbox's proxy. */
export class DirectWorld {
  #uploader: ChildProcess | null = null;

  private constructor(
    readonly hosting: HostingWorld,
    private readonly folder: string,
    readonly templates: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<DirectWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-direct-'));
    // Of its own: somebody may be at work in the checkout's, and the uploader is started anew again and again.
    const templates = path.join(folder, 'templates');
    await cp(path.join(projectRoot(), 'templates'), templates, { recursive: true });
    const hosting = await HostingWorld.start({ SANDBOX_PROXY_PORT: '0' }, { TEMPLATES_DIR: templates });
    const authority = path.join(folder, 'ca.pem');
    await writeFile(authority, await (await fetch(`${hosting.sandboxUrl}/sandbox/ca.pem`)).text());
    const { url } = await hosting.knob<{ url: string }>('GET', '/sandbox/proxy');
    const env = { WECHAT_CI_PROXY: url, WECHAT_CI_CA_FILE: authority, UPLOAD_LEASE_SECONDS: '3' };
    const world = new DirectWorld(hosting, folder, templates, env);
    await world.startUploader();
    return world;
  }

  get uploaderPid(): number {
    return this.#uploader?.pid ?? 0;
  }

  /** In the place of the one that may be running. */
  async startUploader(changes: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.endUploader('SIGTERM');
    const child = spawn(process.execPath, [path.join(projectRoot(), 'dist/services/worker/src/uploader.js')], {
      cwd: projectRoot(),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        ...this.hosting.world.env,
        ...this.env,
        UPLOADER_PORT: '0',
        LOG_LEVEL: 'silent',
        ...changes,
      },
    });
    this.#uploader = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('uploader listening') && resolve());
      child.once('close', (code) => reject(new Error(`The uploader ended with ${code} before it listened.`)));
    });
  }

  /** SIGKILL, as the kernel does when memory is short. @returns its exit code; null when it was killed */
  async endUploader(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#uploader;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await closed;
    return child.exitCode;
  }

  /** WeChat's console makes a new key for an account; the older one stops working. */
  newKey(appId: string): Promise<UploadKey> {
    return this.hosting.knob<UploadKey>('POST', `/sandbox/apps/${appId}/upload-key`, {});
  }

  /** A shop whose upload key is saved. */
  async shop(): Promise<WorldShop> {
    const shop = await this.hosting.shop();
    const { privateKeyPem } = await this.newKey(shop.appId);
    await shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } });
    return shop;
  }

  async stop(): Promise<void> {
    await this.endUploader('SIGTERM');
    await this.hosting.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
