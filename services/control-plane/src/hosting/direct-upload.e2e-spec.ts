import { execFileSync } from 'node:child_process';
import { DirectWorld } from '#testing/direct-world.js';
import { eventually } from '#testing/eventually.js';
import { buildPackage } from '#testing/hosting-steps.js';
import type { WorldShop } from '#testing/hosting-world.js';
import {
  getDirectUpload,
  getDirectUploadQrCode,
  listTemplateUploads,
  removeUploadKey,
  requestDirectUpload,
  saveDevelopmentApplet,
  saveUploadKey,
  uploadTemplate,
} from './direct.contract.js';
import { publishTemplate } from './templates.contract.js';

interface DevVersion {
  readonly kind: string;
  readonly robot: number;
  readonly version: string;
  readonly desc: string;
  readonly fileCount: number;
  readonly appJson: { readonly window: Record<string, string> };
  readonly path: string | null;
}

/** The unmodified miniprogram-ci in the uploader's process, through proxy and own authority, into the sandbox. */
describe('the uploader', () => {
  let world: DirectWorld;
  let shop: WorldShop;
  let buildId: string;

  beforeAll(async () => {
    world = await DirectWorld.start();
    shop = await world.shop();
    buildId = (await buildPackage(shop)).id;
  }, 120_000);
  afterAll(() => world.stop());

  const request = (changes: object = {}) =>
    shop.api.call(requestDirectUpload, {
      params: shop.params,
      body: { buildId, kind: 'upload', robot: 1, ...changes },
    });
  const look = (uploadId: string) =>
    shop.api.call(getDirectUpload, { params: { merchantId: shop.merchantId, uploadId } });
  const ends = (uploadId: string) =>
    eventually(
      () => look(uploadId),
      ({ finishedAt }) => finishedAt !== null,
      55,
    );
  const versions = async () =>
    (await world.hosting.knob<{ devVersions: DevVersion[] }>('GET', `/sandbox/apps/${shop.appId}/uploads`)).devVersions;
  const uploadSettings = (body: object) =>
    world.hosting.knob('PUT', `/sandbox/apps/${shop.appId}/upload-settings`, body);

  test('uploads a package with its settings worked in, and says what people have to do next', async () => {
    const upload = await ends((await request({ robot: 7, note: '新版首页' })).id);

    expect(upload).toMatchObject({ state: 'uploaded', problem: null, attempts: 1 });
    expect(upload.sizes?.[0]).toMatchObject({ name: '__FULL__' });
    expect(upload.nextSteps?.zh).toContain('ci机器人7');
    const [version] = await versions();
    expect(version).toMatchObject({ kind: 'upload', robot: 7, version: upload.version, desc: '新版首页' });
    // The merchant's own bar, which the template does not have.
    expect(version?.appJson.window['navigationBarTitleText']).not.toBe('店铺');
  });

  test('previews a page: the picture is there to be scanned', async () => {
    const upload = await ends((await request({ kind: 'preview', page: 'pages/cart/index', query: 'from=test' })).id);

    expect(upload).toMatchObject({ state: 'uploaded' });
    const answer = await shop.api.send(getDirectUploadQrCode, {
      params: { merchantId: shop.merchantId, uploadId: upload.id },
    });
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect((await versions())[0]).toMatchObject({ kind: 'preview', path: 'pages/cart/index?from=test' });
  });

  test('makes uploads of one applet one after the other', async () => {
    const ids = await Promise.all([1, 2, 3].map(async (robot) => (await request({ robot })).id));
    const overlapping = eventually(
      () => Promise.all(ids.map(look)),
      (uploads) => {
        expect(uploads.filter(({ state }) => state === 'uploading').length).toBeLessThan(2);
        return uploads.every(({ state }) => state === 'uploaded');
      },
      55,
    );

    await expect(overlapping).resolves.toHaveLength(3);
  });

  test('a key that was reset is the merchant’s to renew; afterwards it goes on', async () => {
    const { privateKeyPem } = await world.newKey(shop.appId);
    expect(await ends((await request()).id)).toMatchObject({
      state: 'failed',
      problem: { code: 'upload_key.refused', actor: 'merchant' },
    });

    await shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } });
    expect(await ends((await request()).id)).toMatchObject({ state: 'uploaded' });
  });

  test('an address that is not allowed is named, for the operator to enter', async () => {
    await uploadSettings({ allowedIps: ['203.0.113.7'] });
    const refused = await ends((await request()).id);
    await uploadSettings({ allowedIps: null });

    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'upload.ip_refused', actor: 'operator' } });
    expect(refused.problem?.detail.zh).toContain('127.0.0.1');
  });

  test('a key removed while the upload waited ends it with the reason', async () => {
    await world.endUploader();
    const { id } = await request();
    await shop.api.call(removeUploadKey, { params: shop.params });
    await world.startUploader();
    const failed = await ends(id);
    const { privateKeyPem } = await world.newKey(shop.appId);
    await shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } });

    expect(failed).toMatchObject({ state: 'failed', problem: { code: 'upload_key.missing', actor: 'merchant' } });
  });

  test('a connection that breaks is tried again', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', drop: true });
    const upload = await ends((await request()).id);

    expect(upload).toMatchObject({ state: 'uploaded', attempts: 2 });
  });

  test('killed in the middle of an upload, it goes on, and no process is left behind', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', delayMs: 3_000 });
    const { id } = await request({ robot: 11 });
    await world.hosting.struck();
    const children = descendantsOf(world.uploaderPid);
    await world.endUploader('SIGKILL');
    await world.startUploader();

    const upload = await ends(id);

    expect(upload).toMatchObject({ state: 'uploaded' });
    expect(upload.attempts).toBeGreaterThan(1);
    expect((await versions()).filter(({ robot }) => robot === 11)).toHaveLength(1);
    expect(children.length).toBeGreaterThan(0);
    expect(children.filter(isAlive)).toEqual([]);
  }, 90_000);

  test('shows its key to nobody: not in arguments, not in the environment of what it starts', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', delayMs: 1_500 });
    const { id } = await request();
    await world.hosting.struck();
    const texts = descendantsOf(world.uploaderPid).map((pid) => processTexts(pid));
    await ends(id);

    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(world.hosting.world.env['MASTER_KEY']);
      expect(text).not.toContain('DATABASE_URL');
    }
  });

  test('brings a template into the draft box, from where it is published into the library', async () => {
    const { operator } = world.hosting.world;
    const appId = 'wx00000000000000dd';
    await world.hosting.knob('POST', '/sandbox/apps', { appid: appId, nickname: 'Templates' });
    const { privateKeyPem } = await world.newKey(appId);
    await world.hosting.knob('PUT', `/sandbox/apps/${appId}/upload-settings`, { isDevelopment: true });
    await operator.call(saveDevelopmentApplet, { body: { appId, privateKeyPem } });

    const params = { templateId: 'retail' };
    await operator.call(uploadTemplate, { params });
    const [upload] = await eventually(
      async () => (await operator.call(listTemplateUploads, { params })).items,
      ([first]) => first?.finishedAt !== null,
      55,
    );
    expect(upload).toMatchObject({ state: 'uploaded', problem: null });
    const published = await operator.call(publishTemplate, { params });

    expect(published.wechatTemplateId).toBe(0);
    const { templates } = await world.hosting.knob<{ templates: object[] }>('GET', '/sandbox/templates');
    expect(templates).toMatchObject([{ sourceAppid: appId, userVersion: published.version }]);
  });
});

function descendantsOf(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child]) => child ?? 0);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

function processTexts(pid: number): string {
  return execFileSync('ps', ['eww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}
