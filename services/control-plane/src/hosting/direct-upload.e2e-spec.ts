import { execFileSync } from 'node:child_process';
import { appendFile, cp } from 'node:fs/promises';
import path from 'node:path';
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

// What a line or an address could take for its own.
const NOTE = '新版\u2028首页\n&robot=30#"';
const QUERY = 'from=test&robot=30&version=9"%26';

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

  test('uploads packages with their settings worked in and previews pages, one applet’s after the other', async () => {
    const wanted = [
      { robot: 7, note: NOTE },
      { robot: 8 },
      { kind: 'preview', page: 'pages/cart/index', query: QUERY },
    ];
    const ids = await Promise.all(wanted.map(async (changes) => (await request(changes)).id));
    const [upload, , preview] = await eventually(
      () => Promise.all(ids.map(look)),
      (uploads) => {
        expect(uploads.filter(({ state }) => state === 'uploading').length).toBeLessThan(2);
        return uploads.every(({ finishedAt }) => finishedAt !== null);
      },
      55,
    );

    expect(upload).toMatchObject({ state: 'uploaded', problem: null, attempts: 1 });
    expect(upload?.sizes?.[0]).toMatchObject({ name: '__FULL__' });
    expect(upload?.nextSteps?.zh).toContain('ci机器人7');
    const all = await versions();
    const version = all.find(({ robot }) => robot === 7);
    expect(version).toMatchObject({ kind: 'upload', version: upload?.version, desc: NOTE });
    // The merchant's own bar, which the template does not have.
    expect(version?.appJson.window['navigationBarTitleText']).not.toBe('店铺');

    expect(preview).toMatchObject({ state: 'uploaded' });
    const params = { merchantId: shop.merchantId, uploadId: preview?.id ?? '' };
    const answer = await shop.api.send(getDirectUploadQrCode, { params });
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await answer.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(all.find(({ kind }) => kind === 'preview')).toMatchObject({ path: `pages/cart/index?${QUERY}`, robot: 1 });
  }, 60_000);

  test('a key that was reset is the merchant’s to renew; afterwards it goes on, over a connection that breaks too', async () => {
    const { privateKeyPem } = await world.newKey(shop.appId);
    expect(await ends((await request()).id)).toMatchObject({
      state: 'failed',
      problem: { code: 'upload_key.refused', actor: 'merchant' },
    });

    await shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } });
    await world.hosting.strikes({ path: '/wxa/ci/upload', drop: true });
    expect(await ends((await request()).id)).toMatchObject({ state: 'uploaded', attempts: 2 });
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

  test('killed in the middle of an upload, it goes on; no process is left behind, and none was shown a key', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', delayMs: 30_000 });
    const { id } = await request({ robot: 11 });
    await world.hosting.struck();
    const children = descendantsOf(world.uploaderPid);
    const texts = children.map(processTexts);
    await world.endUploader('SIGKILL');
    await world.startUploader({ UPLOADER_DRAIN_SECONDS: '1' });

    const upload = await ends(id);

    expect(upload).toMatchObject({ state: 'uploaded', attempts: 2 });
    expect((await versions()).filter(({ robot }) => robot === 11)).toHaveLength(1);
    expect(children.length).toBeGreaterThan(0);
    expect(children.filter(isAlive)).toEqual([]);
    for (const text of texts) {
      expect(text).not.toContain('PRIVATE KEY');
      expect(text).not.toContain(world.hosting.world.env['MASTER_KEY']);
      expect(text).not.toContain('DATABASE_URL');
    }
  }, 60_000);

  test('told to stop, it gives back at once what it cannot finish, and that was no attempt', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', delayMs: 30_000 });
    const { id } = await request({ robot: 12 });
    await world.hosting.struck();
    const children = descendantsOf(world.uploaderPid);

    expect(await world.endUploader('SIGTERM')).toBe(0);

    expect(children.filter(isAlive)).toEqual([]);
    const leases = await world.hosting.asFleet<object>(
      'select state, attempts, lease_until from direct_upload where id = $1',
      id,
    );
    expect(leases).toEqual([{ state: 'queued', attempts: 0, lease_until: null }]);
    await world.startUploader();
    expect(await ends(id)).toMatchObject({ state: 'uploaded', attempts: 1 });
  }, 60_000);

  test('told to stop, it finishes what it can', async () => {
    await world.hosting.strikes({ path: '/wxa/ci/upload', delayMs: 1_000 });
    const { id } = await request({ robot: 13 });
    await world.hosting.struck();

    expect(await world.endUploader('SIGTERM')).toBe(0);

    expect(await look(id)).toMatchObject({ state: 'uploaded', attempts: 1 });
  });

  describe('a template', () => {
    const params = { templateId: 'retail' };
    const appId = 'wx00000000000000dd';
    const uploads = async () => {
      const { operator } = world.hosting.world;
      await operator.call(uploadTemplate, { params });
      const [upload] = await eventually(
        async () => (await operator.call(listTemplateUploads, { params })).items,
        ([first]) => first !== undefined && first.finishedAt !== null,
        55,
      );
      return upload;
    };

    beforeAll(async () => {
      await world.hosting.knob('POST', '/sandbox/apps', { appid: appId, nickname: 'Templates' });
      const { privateKeyPem } = await world.newKey(appId);
      await world.hosting.knob('PUT', `/sandbox/apps/${appId}/upload-settings`, { isDevelopment: true });
      await world.hosting.world.operator.call(saveDevelopmentApplet, { body: { appId, privateKeyPem } });
    });

    test('of which the uploader holds other files is not uploaded', async () => {
      const other = path.join(world.templates, '..', 'other-templates');
      await cp(world.templates, other, { recursive: true });
      await appendFile(path.join(other, 'retail', 'src', 'app.js'), '// of another day\n');
      await world.startUploader({ TEMPLATES_DIR: other });

      expect(await uploads()).toMatchObject({
        state: 'failed',
        problem: { code: 'template.differs', actor: 'operator' },
      });
      await world.startUploader();
    });

    test('comes into the draft box, from where it is published into the library', async () => {
      expect(await uploads()).toMatchObject({ state: 'uploaded', problem: null });
      const published = await world.hosting.world.operator.call(publishTemplate, { params });

      expect(published.wechatTemplateId).toBe(0);
      const { templates } = await world.hosting.knob<{ templates: object[] }>('GET', '/sandbox/templates');
      expect(templates).toMatchObject([{ sourceAppid: appId, userVersion: published.version }]);
    });
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
