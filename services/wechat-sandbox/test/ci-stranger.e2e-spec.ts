import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Uploading } from './ci-steps.js';
import { type Json, sampleSource, StartedSandbox } from './started-sandbox.js';

const INSTALLED = path.resolve('services/uploader/node_modules/miniprogram-ci');
const requireInstalled = createRequire(path.join(INSTALLED, 'package.json'));

/** The official uploader as npm has it, in a process of its own; only proxy and authority tell it where WeChat is. */
describe('the unmodified miniprogram-ci', () => {
  const sandbox = new StartedSandbox({ SANDBOX_PROXY_PORT: '0' });
  let folder = '';
  let app: Uploading;

  beforeAll(async () => {
    if (!existsSync(INSTALLED)) throw new Error('miniprogram-ci is not installed: run `npm run uploader:install`.');
    folder = mkdtempSync(path.join(tmpdir(), 'sandbox-ci-'));
    await sandbox.start();
    writeFileSync(path.join(folder, 'ca.pem'), await (await fetch(`${sandbox.url}/sandbox/ca.pem`)).text());
    app = await Uploading.start(sandbox);
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('uploads a program, and another with the same robot replaces it', async () => {
    const uploaded = await ci(`return ci.upload({ project, version: '1.2.3', desc: '第一版', robot: 7, setting: {} })`);
    await ci(`return ci.upload({ project, version: '1.2.4', robot: 7, setting: {} })`);

    expect(uploaded).toMatchObject({ result: { subPackageInfo: [{ name: '__FULL__' }, { name: '__APP__' }, {}] } });
    expect(await app.versions()).toMatchObject([{ kind: 'upload', robot: 7, version: '1.2.4' }]);
  });

  it('previews: the picture is a QR code that a reader understands', async () => {
    await ci(`return ci.preview({ project, desc: 'x', qrcodeFormat: 'image', qrcodeOutputDest: folder + '/qr.jpg',
      pagePath: 'pages/cart/index', searchQuery: 'a=1', setting: {} })`);

    expect(JSON.parse(await readQr(path.join(folder, 'qr.jpg')))).toMatchObject({
      preview: app.appid,
      version: '0.0.1',
      path: 'pages/cart/index?a=1',
    });
  });

  it('falls back to a plain upload when object storage is refused', async () => {
    expect(await ci(`return ci.upload({ project, version: '2.0.0', useCOS: true, setting: {} })`)).toHaveProperty(
      'result',
    );
  });

  it("fetches the source maps of a robot's newest upload", async () => {
    await ci(`return ci.upload({ project, version: '3.0.0', robot: 9, setting: { es6: true, minify: true } })`);

    const fetched = await ci(
      `await ci.getDevSourceMap({ project, robot: 9, sleep: 0, sourceMapSavePath: folder + '/maps.zip' })`,
    );

    expect(fetched).not.toHaveProperty('error');
    expect(readFileSync(path.join(folder, 'maps.zip')).subarray(0, 2).toString()).toBe('PK');
  });

  it('reports a wrong key, a wrong address and a package too large as WeChat does', async () => {
    const upload = `return ci.upload({ project, version: '1.0.0', setting: {} })`;
    const stranger = await Uploading.start(sandbox);
    expect(await ci(upload, { privateKey: stranger.privateKeyPem })).toMatchObject({
      code: 20003,
      error: has('-80011'),
    });

    await sandbox.knob('PUT', `/sandbox/apps/${app.appid}/upload-settings`, { allowedIps: ['203.0.113.7'] });
    expect(await ci(upload)).toMatchObject({ code: 20003, error: has('invalid ip: 127.0.0.1') });
    await sandbox.knob('PUT', `/sandbox/apps/${app.appid}/upload-settings`, { allowedIps: null });

    const large = { 'pages/home/large.png': Buffer.alloc(2_200_000, 'x') };
    expect(await ci(upload, { files: large })).toMatchObject({ code: 20003, error: has('exceed max limit 2048KB') });
  });

  const has = (text: string): string => expect.stringContaining(text) as string;

  /** Runs a script with `ci`, `project` and `folder`, and gives what it returned or what was thrown. */
  async function ci(
    script: string,
    changes: { privateKey?: string; files?: Record<string, Buffer> } = {},
  ): Promise<Json> {
    const projectPath = mkdtempSync(path.join(folder, 'project-'));
    const files = { ...sampleSource(), ...changes.files, 'project.config.json': JSON.stringify({ appid: app.appid }) };
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(projectPath, name)), { recursive: true });
      writeFileSync(path.join(projectPath, name), content);
    }
    const options = {
      appid: app.appid,
      type: 'miniProgram',
      projectPath,
      privateKey: changes.privateKey ?? app.privateKeyPem,
    };
    const program = `const ci = require(${JSON.stringify(INSTALLED)}); const folder = ${JSON.stringify(folder)};
      const project = new ci.Project(${JSON.stringify(options)});
      (async () => { ${script} })().then((result) => ({ result }), (error) => ({ code: error.code, error: String(error.message ?? error) }))
        .then((said) => { require('fs').writeFileSync(${JSON.stringify(path.join(projectPath, 'said.json'))}, JSON.stringify(said)); process.exit(0); });`;
    const child = spawn(process.execPath, ['-e', program], {
      stdio: 'ignore',
      // It leaves empty folders where it runs.
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        HTTPS_PROXY: String((await sandbox.get('/sandbox/proxy'))['url']),
        NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
      },
    });
    await new Promise((resolve) => child.once('close', resolve));
    return JSON.parse(readFileSync(path.join(projectPath, 'said.json'), 'utf8')) as Json;
  }
});

/** With the reader that miniprogram-ci itself brings. */
async function readQr(file: string): Promise<string> {
  const jpeg = requireInstalled('jpeg-js') as { decode(bytes: Buffer, options: object): object };
  const Reader = requireInstalled('qrcode-reader') as new () => {
    callback: (error: unknown, value?: { result: string }) => void;
    decode(picture: object): void;
  };
  const reader = new Reader();
  return new Promise((resolve, reject) => {
    reader.callback = (error, value) => (value ? resolve(value.result) : reject(new Error(String(error))));
    reader.decode(jpeg.decode(readFileSync(file), { useTArray: true }));
  });
}
