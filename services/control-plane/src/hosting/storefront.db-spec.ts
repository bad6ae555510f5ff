import { buildPackage, change } from '#testing/hosting-steps.js';
import { HostingWorld } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { downloadPackage, requestBuild } from './releases.contract.js';
import {
  compareRevisions,
  getRevision,
  getStorefront,
  publishStorefront,
  restoreRevision,
  saveDraft,
} from './storefront.contract.js';

describe('hosting: storefronts and builds', () => {
  let hosting: HostingWorld;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
  });

  afterAll(() => hosting.stop());

  describe('storefront', () => {
    test('a draft with faults is refused with a pointer for each, and nothing is stored', async () => {
      const shop = await hosting.shop();
      const before = await shop.api.call(getStorefront, { params: shop.params });
      const config = { ...before.draft, brand: { name: '' }, colour: 'red' };

      const answer = await refusal(
        shop.api.call(saveDraft, { params: shop.params, body: { config, expectedVersion: before.draftVersion } }),
      );

      expect(answer).toMatchObject({ status: 422, code: 'storefront.config_invalid' });
      expect(answer.pointers).toEqual(expect.arrayContaining(['/brand/name', '/colour']));
      expect(await shop.api.call(getStorefront, { params: shop.params })).toEqual(before);
    });

    test('of two people who save at the same time, the second is told', async () => {
      const shop = await hosting.shop();
      const { draft, draftVersion } = await shop.api.call(getStorefront, { params: shop.params });
      const body = { config: draft, expectedVersion: draftVersion };

      await shop.api.call(saveDraft, { params: shop.params, body });

      const second = await refusal(shop.api.call(saveDraft, { params: shop.params, body }));
      expect(second).toMatchObject({ status: 409, code: 'storefront.draft_conflict' });
    });

    test('publishing says what changed and whether it needs a package; an unchanged draft makes no revision', async () => {
      const shop = await hosting.shop();
      const first = await shop.api.call(publishStorefront, { params: shop.params, body: {} });
      const again = await shop.api.call(publishStorefront, { params: shop.params, body: {} });
      await change(shop, 'brand', { slogan: 'Tea since 1986' });
      const live = await shop.api.call(publishStorefront, { params: shop.params, body: {} });
      await change(shop, 'brand', { name: 'Other name' });
      const packaged = await shop.api.call(publishStorefront, { params: shop.params, body: {} });

      expect([first.revision, again.revision, live.revision, packaged.revision]).toEqual([1, 1, 2, 3]);
      expect([first.needsPackage, again.needsPackage, live.needsPackage, packaged.needsPackage]).toEqual([
        true,
        false,
        false,
        true,
      ]);
      expect(live.changes).toMatchObject([{ pointer: '/brand/slogan', delivery: 'live', after: 'Tea since 1986' }]);
    });

    test('a revision can be compared, and restored as a draft, and itself never changes', async () => {
      const shop = await hosting.shop();
      await shop.api.call(publishStorefront, { params: shop.params, body: {} });
      const original = await shop.api.call(getRevision, { params: { ...shop.params, revision: 1 } });
      await change(shop, 'brand', { slogan: 'Changed' });

      const { changes } = await shop.api.call(compareRevisions, { params: shop.params, query: { from: 1 } });
      const restored = await shop.api.call(restoreRevision, { params: shop.params, body: { revision: 1 } });

      expect(changes.map(({ pointer }) => pointer)).toEqual(['/brand/slogan']);
      expect(restored.draft).toEqual(original.config);
      expect(await shop.api.call(getRevision, { params: { ...shop.params, revision: 1 } })).toEqual(original);
      const unknown = await refusal(shop.api.call(restoreRevision, { params: shop.params, body: { revision: 9 } }));
      expect(unknown).toMatchObject({ status: 404, code: 'storefront.revision_not_found' });
      for (const revision of [0, 2 ** 31, 1e300]) {
        const call = shop.api.call(restoreRevision, { params: shop.params, body: { revision } });
        expect(await refusal(call)).toMatchObject({ status: 400, code: 'request.invalid', pointers: ['/revision'] });
      }
    });

    test('a foreign AppID is a 404 under the own merchant', async () => {
      const [mine, theirs] = [await hosting.shop(), await hosting.shop()];

      const params = { merchantId: mine.merchantId, appId: theirs.appId };

      expect(await refusal(mine.api.call(getStorefront, { params }))).toMatchObject({
        status: 404,
        code: 'applet.not_found',
      });
    });
  });

  describe('builds', () => {
    test('the same revision built twice is the same package, and its zip the same bytes', async () => {
      const shop = await hosting.shop();
      const [first, second] = [await buildPackage(shop), await buildPackage(shop)];

      const zips = await Promise.all(
        [first, second].map(async ({ id }) => {
          const response = await shop.api.send(downloadPackage, {
            params: { merchantId: shop.merchantId, buildId: id },
          });
          return Buffer.from(await response.arrayBuffer());
        }),
      );

      expect(first.state).toBe('succeeded');
      expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(second.digest).toBe(first.digest);
      expect(zips[0]?.subarray(0, 2).toString()).toBe('PK');
      expect(zips[0]?.equals(zips[1] as Buffer)).toBe(true);
    });

    test('without a published storefront there is nothing to build', async () => {
      const shop = await hosting.shop();

      const request = shop.api.call(requestBuild, { params: shop.params, body: {} });

      expect(await refusal(request)).toMatchObject({ status: 409, code: 'storefront.nothing_published' });
    });
  });
});
