import { generateKeyPairSync } from 'node:crypto';
import { buildPackage } from '#testing/hosting-steps.js';
import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { listAudit } from '../audit/audit.contract.js';
import {
  cancelDirectUpload,
  getDevelopmentApplet,
  getDirectUpload,
  getDirectUploadQrCode,
  getUploadKey,
  listDirectUploads,
  removeDevelopmentApplet,
  removeUploadKey,
  requestDirectUpload,
  saveDevelopmentApplet,
  saveUploadKey,
  uploadTemplate,
} from './direct.contract.js';
import { downloadTemplate, publishTemplate } from './templates.contract.js';

const privateKeyPem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();

/** Without an uploader: what people may ask for and see. */
describe('the direct channel', () => {
  let hosting: HostingWorld;
  let shop: WorldShop;
  let neighbour: WorldShop;
  let buildId: string;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
    shop = await hosting.shop();
    neighbour = await hosting.shop();
    buildId = (await buildPackage(shop)).id;
  });
  afterAll(() => hosting.stop());

  const request = (changes: object = {}, by = shop) =>
    by.api.call(requestDirectUpload, { params: by.params, body: { buildId, kind: 'upload', robot: 1, ...changes } });

  test('an upload key is saved, shown by its fingerprint, changed, removed, and never shown or stored in the open', async () => {
    expect(await refusal(shop.api.call(getUploadKey, { params: shop.params }))).toMatchObject({
      status: 409,
      code: 'upload_key.missing',
    });
    const saved = await shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } });

    expect(saved).toEqual({
      appId: shop.appId,
      fingerprint: expect.stringMatching(/^SHA256:/) as string,
      savedAt: expect.any(String) as string,
    });
    expect(await shop.api.call(getUploadKey, { params: shop.params })).toEqual(saved);
    const rows = await hosting.asFleet<{ row: string }>(
      `select k::text || encode(k.key_sealed, 'escape') as row from upload_key k where fingerprint = $1`,
      saved.fingerprint,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain('PRIVATE KEY');
    await shop.api.call(removeUploadKey, { params: shop.params });
    await shop.api.call(removeUploadKey, { params: shop.params });
    expect(await refusal(request())).toMatchObject({ status: 409, code: 'upload_key.missing' });
  });

  test.each([
    [''],
    ['no key'],
    [privateKeyPem.slice(0, 400)],
    [privateKeyPem.replaceAll('A', '\u0000')],
    ['-----BEGIN RSA PRIVATE KEY-----\n'.repeat(300)],
    ['x'.repeat(10_001)],
    [[privateKeyPem]],
    [generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ])('a key that is none is refused by field (%#)', async (pem) => {
    const call = shop.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem: pem as string } });

    expect(await refusal(call)).toMatchObject({ pointers: ['/privateKeyPem'] });
  });

  describe('with a key', () => {
    beforeAll(async () => {
      for (const { api, params } of [shop, neighbour])
        await api.call(saveUploadKey, { params, body: { privateKeyPem } });
    });

    test('an upload waits, warns that the console cannot publish, and can be cancelled once', async () => {
      const upload = await request({ robot: 30, note: 'first' });
      const params = { merchantId: shop.merchantId, uploadId: upload.id };

      expect(upload).toMatchObject({ state: 'queued', robot: 30, problem: null, nextSteps: null, sizes: null });
      expect(upload.version).toMatch(/^\d+\.\d+\.\d+-r1$/);
      expect(upload.warning?.zh).toContain('18');
      const cancelled = await shop.api.call(cancelDirectUpload, { params });
      expect(cancelled.state).toBe('cancelled');
      expect(await refusal(shop.api.call(cancelDirectUpload, { params }))).toMatchObject({
        status: 409,
        code: 'upload.not_cancellable',
      });
      expect(await refusal(shop.api.call(getDirectUploadQrCode, { params }))).toMatchObject({
        status: 404,
        code: 'upload.no_picture',
      });
      const { items } = await shop.api.call(listDirectUploads, { params: shop.params });
      expect(items.map(({ id }) => id)).toContain(upload.id);
    });

    test('one that nobody takes up says that no uploader is at work', async () => {
      const { id } = await request();
      await hosting.asFleet(
        "update direct_upload set next_attempt_at = now() - interval '90 seconds' where id = $1",
        id,
      );

      const upload = await shop.api.call(getDirectUpload, { params: { merchantId: shop.merchantId, uploadId: id } });

      expect(upload.problem).toMatchObject({ code: 'upload.no_uploader', actor: 'operator' });
    });

    test('a preview of a page that is not in the package is refused', async () => {
      expect(await refusal(request({ kind: 'preview', page: 'pages/none' }))).toMatchObject({
        status: 422,
        code: 'upload.page_unknown',
        pointers: ['/page'],
      });
      for (const page of [
        '../pages/cart/index',
        'pages/../pages/cart/index',
        '/pages/cart/index',
        'pages/cart/index?a=1',
      ])
        expect(await refusal(request({ kind: 'preview', page }))).toMatchObject({ code: 'upload.page_unknown' });
      expect((await request({ kind: 'preview', page: 'pages/cart/index', query: 'a=1' })).page).toBe(
        'pages/cart/index',
      );
    });

    test.each([
      [{ robot: 0 }, '/robot'],
      [{ robot: 31 }, '/robot'],
      [{ robot: 1.5 }, '/robot'],
      [{ robot: '1' }, '/robot'],
      [{ note: 'x'.repeat(201) }, '/note'],
      [{ note: 'a\u0000b' }, '/note'],
      [{ query: 'a=\u0000' }, '/query'],
      [{ kind: 'release' }, '/kind'],
      [{ buildId: 'x' }, '/buildId'],
      [{ note: '' }, '/note'],
      [{ query: 'a b' }, '/query'],
      [{ query: `?${'x'.repeat(10)}` }, '/query'],
      [{ page: 'x'.repeat(201) }, '/page'],
      [{ appId: 'wx0123456789abcdef' }, '/appId'],
    ])('%j is refused by field', async (changes, pointer) => {
      const { status, pointers } = await refusal(request(changes));

      expect([status, pointers]).toEqual([400, expect.arrayContaining([pointer])]);
    });

    test("another applet's build is none of this one's, and doubles at once are two uploads", async () => {
      const theirs = await buildPackage(neighbour);
      for (const id of [theirs.id, '00000000-0000-0000-0000-000000000000'])
        expect(await refusal(request({ buildId: id }))).toMatchObject({ status: 404, code: 'build.not_found' });

      const ids = (await Promise.all(Array.from({ length: 5 }, () => request()))).map(({ id }) => id);
      expect(new Set(ids).size).toBe(5);
    });

    test('one under way is not cancelled, not even while somebody cancels it five times', async () => {
      const { id } = await request();
      const params = { merchantId: shop.merchantId, uploadId: id };
      await hosting.asFleet(
        "update direct_upload set state = 'uploading', lease_until = now() + interval '1 hour' where id = $1",
        id,
      );
      expect(await refusal(shop.api.call(cancelDirectUpload, { params }))).toMatchObject({
        code: 'upload.not_cancellable',
      });

      await hosting.asFleet("update direct_upload set state = 'queued', lease_until = null where id = $1", id);
      const tries = await Promise.allSettled(
        Array.from({ length: 5 }, () => shop.api.call(cancelDirectUpload, { params })),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test("a neighbour's applet, build and upload do not exist, and nobody gets in without a log-in", async () => {
      const { id } = await request();
      const foreign = { merchantId: shop.merchantId, uploadId: id };
      const mixed = { merchantId: neighbour.merchantId, uploadId: id };
      const calls = [
        neighbour.api.call(getUploadKey, { params: shop.params }),
        neighbour.api.call(saveUploadKey, { params: shop.params, body: { privateKeyPem } }),
        neighbour.api.call(removeUploadKey, { params: shop.params }),
        neighbour.api.call(listDirectUploads, { params: shop.params }),
        neighbour.api.call(getDirectUpload, { params: foreign }),
        neighbour.api.call(getDirectUpload, { params: mixed }),
        neighbour.api.call(cancelDirectUpload, { params: mixed }),
        neighbour.api.call(getDirectUploadQrCode, { params: mixed }),
        request({}, neighbour),
        neighbour.api.call(saveUploadKey, {
          params: { merchantId: neighbour.merchantId, appId: shop.appId },
          body: { privateKeyPem },
        }),
      ];
      for (const call of calls) expect(await refusal(call)).toMatchObject({ status: 404 });
      const { stranger } = hosting.world;
      for (const call of [
        stranger.call(getUploadKey, { params: shop.params }),
        stranger.call(listDirectUploads, { params: shop.params }),
        stranger.call(getDirectUpload, { params: foreign }),
        stranger.call(getDevelopmentApplet),
      ])
        expect(await refusal(call)).toMatchObject({ status: 401 });
    });
  });

  test('publishing says what stands in the draft box in place of the version that is looked for', async () => {
    const { operator } = hosting.world;
    const params = { templateId: 'retail' };
    const source = await (await operator.send(downloadTemplate, { params })).arrayBuffer();
    await fetch(`${hosting.sandboxUrl}/sandbox/drafts?user_version=0.9.0&user_desc=retail@0.9.0`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: source,
    });

    const refused = operator.call(publishTemplate, { params });

    await expect(refused).rejects.toMatchObject({
      problem: { code: 'template.draft_not_found', detail: expect.stringContaining('retail@0.9.0') as string },
    });
  });

  test("the platform's development mini-program is the operator's alone, and needed to upload a template", async () => {
    const { operator } = hosting.world;
    const body = { appId: 'wx00000000000000dd', privateKeyPem };
    expect(await refusal(shop.api.call(saveDevelopmentApplet, { body }))).toMatchObject({ status: 403 });
    expect(await refusal(operator.call(uploadTemplate, { params: { templateId: 'retail' } }))).toMatchObject({
      status: 409,
      code: 'development_applet.missing',
    });

    const saved = await operator.call(saveDevelopmentApplet, { body });
    expect(saved).toMatchObject({ appId: body.appId, fingerprint: expect.stringMatching(/^SHA256:/) as string });
    const first = await operator.call(uploadTemplate, { params: { templateId: 'retail' } });
    expect(first).toMatchObject({ state: 'queued', templateId: 'retail' });
    expect(await refusal(operator.call(uploadTemplate, { params: { templateId: 'retail' } }))).toMatchObject({
      status: 409,
      code: 'template.upload_under_way',
    });
    expect(await refusal(operator.call(uploadTemplate, { params: { templateId: 'none' } }))).toMatchObject({
      status: 404,
    });
    await operator.call(removeDevelopmentApplet);
    expect(await refusal(operator.call(getDevelopmentApplet))).toMatchObject({ code: 'development_applet.missing' });
    const { items } = await operator.call(listAudit, { query: { limit: 100 } });
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['platform.development_applet_saved', 'template.upload_requested']),
    );
    expect(JSON.stringify(items)).not.toContain('PRIVATE KEY');
  });
});
