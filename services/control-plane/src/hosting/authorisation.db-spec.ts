import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { eventually } from '#testing/eventually.js';
import { unique } from '#testing/world.js';
import { buildPackage } from '#testing/hosting-steps.js';
import { HostingWorld } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { listAudit } from '../audit/audit.contract.js';
import { getAppletByAppId, inviteAuthorisation, listApplets } from './applets.contract.js';
import { submitBuild } from './releases.contract.js';

describe('hosting: authorisation and pushes', () => {
  let hosting: HostingWorld;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
    await hosting.publishTemplate();
  });

  afterAll(() => hosting.stop());

  test("what the operator changes at WeChat stands in the platform's audit log", async () => {
    const { items } = await hosting.world.operator.call(listAudit, { query: { limit: 100 } });

    const actions = items.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['template.published', 'platform.domain_registered']));
  });

  describe('authorisation', () => {
    test('puts the applet into the hands of the merchant who was asked, once, and says so to its administrator', async () => {
      const shop = await hosting.shop();

      const applet = await shop.api.call(getAppletByAppId, { params: shop.params });

      expect(applet).toMatchObject({ appId: shop.appId, state: 'authorised', nickname: 'Shop' });
      expect(applet.grantedSets).toEqual(expect.arrayContaining([17, 18]));
    });

    test('a merchant who leaves out a permission set is told which one is missing', async () => {
      const shop = await hosting.shop();
      const body = { appId: shop.appId };
      const { desktopUrl } = await shop.api.call(inviteAuthorisation, {
        params: { merchantId: shop.merchantId },
        body,
      });

      await fetch(await hosting.pressAuthorise(desktopUrl, shop.appId, ['17', '30']));

      const applet = await shop.api.call(getAppletByAppId, { params: shop.params });
      expect(applet.missingSets).toEqual([18]);
    });

    test('a repeated visit of the way back changes nothing', async () => {
      const shop = await hosting.shop();
      const body = { appId: shop.appId };
      const { desktopUrl } = await shop.api.call(inviteAuthorisation, {
        params: { merchantId: shop.merchantId },
        body,
      });
      const back = await hosting.pressAuthorise(desktopUrl, shop.appId);

      expect([(await fetch(back)).status, (await fetch(back)).status]).toEqual([200, 200]);
      expect((await shop.api.call(listApplets, { params: { merchantId: shop.merchantId } })).items).toHaveLength(1);
    });

    test('an applet that belongs to another merchant stays there', async () => {
      const shop = await hosting.shop();
      const { id: neighbour } = await hosting.world.merchant(shop.agency);

      expect(await hosting.authorise(shop.api, neighbour, shop.appId)).toBe(409);
      expect((await shop.api.call(listApplets, { params: { merchantId: neighbour } })).items).toEqual([]);
    });

    test('an unknown link and a code that was never issued are refused in words', async () => {
      const { baseUrl } = hosting.world;
      const unknown = await fetch(
        `${baseUrl}/wechat/authorised/${crypto.randomUUID()}/${crypto.randomUUID()}?auth_code=x`,
      );
      expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([
        404,
        'authorisation.unknown',
      ]);

      const shop = await hosting.shop();
      const body = { appId: shop.appId };
      const { desktopUrl } = await shop.api.call(inviteAuthorisation, {
        params: { merchantId: shop.merchantId },
        body,
      });
      const back = new URL(new URL(desktopUrl).searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('auth_code', 'queryauthcode@@@made-up');
      expect((await fetch(back)).status).toBe(410);
    });

    test('when the merchant withdraws it at WeChat, the applet is revoked and cannot be submitted', async () => {
      const shop = await hosting.shop();
      const build = await buildPackage(shop);

      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/unauthorize`, {});
      await eventually(
        () => shop.api.call(getAppletByAppId, { params: shop.params }),
        ({ state }) => state === 'revoked',
      );

      const submit = shop.api.call(submitBuild, {
        params: shop.params,
        body: { buildId: build.id, autoRelease: true },
      });
      expect(await refusal(submit)).toMatchObject({ status: 409, code: 'applet.authorisation_withdrawn' });
    });
  });

  describe('authorisation in bad weather', () => {
    test('a code that was spent without being stored costs nothing: the push brings the applet home', async () => {
      const agency = await hosting.world.agency();
      const { id: merchantId } = await hosting.world.merchant(agency);
      const appId = `wx${unique()}${unique()}`.slice(0, 18);
      await hosting.knob('POST', '/sandbox/apps', { appid: appId, nickname: 'Shop' });
      const faults = [{ path: '/cgi-bin/component/api_get_authorizer_info', errcode: -1, times: 100 }];
      await hosting.knob('PUT', '/sandbox/settings', { faults });
      try {
        expect(await hosting.authorise(agency.api, merchantId, appId)).toBeGreaterThanOrEqual(500);
      } finally {
        await hosting.knob('PUT', '/sandbox/settings', { faults: [] });
      }

      const { items } = await eventually(
        () => agency.api.call(listApplets, { params: { merchantId } }),
        (found) => found.items.length > 0,
      );
      expect(items).toMatchObject([{ appId, state: 'authorised', nickname: 'Shop' }]);
    });

    test('a withdrawal that is told late does not end the authorisation given after it', async () => {
      const shop = await hosting.shop();
      await hosting.knob('PUT', '/sandbox/settings', { pushFaults: { lose: 1, double: 0 } });
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/unauthorize`, {});
      await hosting.authorise(shop.api, shop.merchantId, shop.appId);
      await hosting.asFleet(
        "update applet set authorised_at = now() + interval '1 minute' where app_id = $1",
        shop.appId,
      );
      const { items } = await hosting.knob<{ items: { id: number }[] }>(
        'GET',
        `/sandbox/pushes?appid=${shop.appId}&event=unauthorized`,
      );
      await hosting.knob('POST', `/sandbox/pushes/${items[0]?.id}/resend`, {});

      const [push] = await eventually(
        () =>
          hosting.asFleet<{ error: string }>(
            "select error from platform.wechat_push where app_id = $1 and kind = 'unauthorised' and settled_at is not null",
            shop.appId,
          ),
        (found) => found.length > 0,
      );
      expect(push?.error).toContain('older');
      expect((await shop.api.call(getAppletByAppId, { params: shop.params })).state).toBe('authorised');
    });
  });

  describe('pushes', () => {
    const post = (url: string, body: string, contentType = 'text/xml') =>
      fetch(url, { method: 'POST', headers: { 'content-type': contentType }, body });

    test('a forged, a mangled and an oversized push are refused, never answered "success"', async () => {
      const { baseUrl } = hosting.world;
      const query = 'msg_signature=0000000000000000000000000000000000000000&timestamp=1&nonce=2';
      const forged = await post(`${baseUrl}/wechat/events?${query}`, '<xml><Encrypt>AAAA</Encrypt></xml>');
      const mangled = await post(`${baseUrl}/wechat/events?${query}`, '<xml><Encr');
      const json = await post(`${baseUrl}/wechat/events?${query}`, '{}', 'application/json');
      const large = await post(`${baseUrl}/wechat/events?${query}`, `<xml>${'x'.repeat(70_000)}</xml>`);
      const unsigned = await post(`${baseUrl}/wechat/events`, '<xml></xml>');

      for (const answer of [forged, mangled, json, large, unsigned]) {
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(await answer.text()).not.toContain('success');
      }
    });

    test('a push that WeChat repeats is one row', async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/unauthorize`, {});
      const { items } = await hosting.knob<{ items: { id: number }[] }>(
        'GET',
        `/sandbox/pushes?appid=${shop.appId}&event=unauthorized`,
      );
      await hosting.knob('POST', `/sandbox/pushes/${items[0]?.id}/resend`, {});

      const fleet = await FleetDatabase.connect(hosting.world.database.access, 1);
      const rows = await eventually(
        () =>
          fleet.query("select settled_at from platform.wechat_push where app_id = $1 and kind = 'unauthorised'", [
            shop.appId,
          ]),
        (found) => found.length > 0,
      );
      await fleet.close();

      expect(rows).toHaveLength(1);
    });
  });
});
