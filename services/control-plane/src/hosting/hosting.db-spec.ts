import { Client } from 'pg';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import { eventually } from '#testing/eventually.js';
import { unique } from '#testing/world.js';
import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { listAudit } from '../audit/audit.contract.js';
import { getAppletByAppId, inviteAuthorisation, listApplets } from './applets.contract.js';
import {
  downloadPackage,
  getBuildById,
  getSubmissionById,
  listSubmissions,
  requestBuild,
  retrySubmission,
  rollBack,
  submitBuild,
  withdrawSubmission,
} from './releases.contract.js';
import {
  compareRevisions,
  getRevision,
  getStorefront,
  publishStorefront,
  restoreRevision,
  saveDraft,
} from './storefront.contract.js';

describe('hosting', () => {
  let hosting: HostingWorld;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
    await hosting.publishTemplate();
  });

  afterAll(() => hosting.stop());

  const refusal = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      () => new Error('it was not refused'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ProblemAnswer)) throw error;
    return {
      status: error.status,
      code: error.problem.code,
      pointers: error.problem.errors?.map(({ pointer }) => pointer),
    };
  };

  const change = async ({ api, params }: WorldShop, part: string, setting: object) => {
    const { draft, draftVersion } = await api.call(getStorefront, { params });
    const config = { ...draft, [part]: { ...(draft[part] as object), ...setting } };
    return api.call(saveDraft, { params, body: { config, expectedVersion: draftVersion } });
  };

  const buildPackage = async (shop: WorldShop) => {
    await shop.api.call(publishStorefront, { params: shop.params, body: {} });
    const { id } = await shop.api.call(requestBuild, { params: shop.params, body: {} });
    const params = { merchantId: shop.merchantId, buildId: id };
    return eventually(
      () => shop.api.call(getBuildById, { params }),
      ({ state }) => state !== 'queued',
    );
  };

  const submission = (shop: WorldShop, submissionId: string) =>
    shop.api.call(getSubmissionById, { params: { merchantId: shop.merchantId, submissionId } });

  const submitted = async (shop: WorldShop, body: { note?: string; autoRelease?: boolean } = {}) => {
    const build = await buildPackage(shop);
    return shop.api.call(submitBuild, {
      params: shop.params,
      body: { buildId: build.id, note: 'Browse without logging in.', autoRelease: true, ...body },
    });
  };

  const reaches = async (shop: WorldShop, submissionId: string, state: string) =>
    eventually(
      () => submission(shop, submissionId),
      (current) => current.state === state,
    );

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
      await asFleet("update applet set authorised_at = now() + interval '1 minute' where app_id = $1", shop.appId);
      const { items } = await hosting.knob<{ items: { id: number }[] }>(
        'GET',
        `/sandbox/pushes?appid=${shop.appId}&event=unauthorized`,
      );
      await hosting.knob('POST', `/sandbox/pushes/${items[0]?.id}/resend`, {});

      const [push] = await eventually(
        () =>
          asFleet<{ error: string }>(
            "select error from platform.wechat_push where app_id = $1 and kind = 'unauthorised' and settled_at is not null",
            shop.appId,
          ),
        (found) => found.length > 0,
      );
      expect(push?.error).toContain('older');
      expect((await shop.api.call(getAppletByAppId, { params: shop.params })).state).toBe('authorised');
    });
  });

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

  describe('submissions', () => {
    test('an approved package goes online by itself, with a history of every step', async () => {
      const shop = await hosting.shop();
      const { id, version } = await submitted(shop);

      const released = await reaches(shop, id, 'released');

      expect(released.history.map(({ toState }) => toState)).toEqual([
        'queued',
        'committed',
        'prepared',
        'auditing',
        'approved',
        'released',
      ]);
      const app = await hosting.knob<{ online: { userVersion: string }; privacy: unknown }>(
        'GET',
        `/sandbox/apps/${shop.appId}`,
      );
      expect(app.online.userVersion).toBe(version);
    });

    test("a rejection keeps WeChat's reason and screenshots, and the way is free for a correction", async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit-plan`, {
        verdicts: [{ verdict: 'reject', reason: '1:账号信息不符合规范:<br>(1):头像模糊<br>' }],
      });
      const { id } = await submitted(shop);

      const rejected = await reaches(shop, id, 'rejected');
      const corrected = await submitted(shop);

      expect(rejected.reason).toContain('头像模糊');
      expect((await reaches(shop, corrected.id, 'released')).state).toBe('released');
    });

    test('a second submission is refused while one is under way; withdrawn, it takes the audit back', async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit-plan`, { verdicts: ['manual'] });
      const first = await submitted(shop);
      await reaches(shop, first.id, 'auditing');

      expect(await refusal(submitted(shop))).toMatchObject({ status: 409, code: 'submission.under_way' });

      const params = { merchantId: shop.merchantId, submissionId: first.id };
      expect((await shop.api.call(withdrawSubmission, { params })).state).toBe('withdrawn');
      const app = await hosting.knob<{ audits: { status: number }[] }>('GET', `/sandbox/apps/${shop.appId}`);
      expect(app.audits.map(({ status }) => status)).toEqual([3]);
      expect(await refusal(shop.api.call(withdrawSubmission, { params }))).toMatchObject({
        code: 'submission.not_allowed',
      });
    });

    test('cannot be withdrawn while a step is being made, so that no audit runs unseen', async () => {
      const shop = await hosting.shop();
      await strikes({ path: '/wxa/submit_audit', appid: shop.appId, delayMs: 1_500, after: true });
      const { id } = await submitted(shop);
      await struck();

      const params = { merchantId: shop.merchantId, submissionId: id };
      expect(await refusal(shop.api.call(withdrawSubmission, { params }))).toMatchObject({
        status: 409,
        code: 'submission.step_running',
      });
      await reaches(shop, id, 'released');
    });

    test('a release that two workers carry out, since the first was slow, is online and not superseded by itself', async () => {
      const shop = await hosting.shop();
      await strikes({ path: '/wxa/release', appid: shop.appId, delayMs: 8_500, after: true });
      const { id } = await submitted(shop);
      await struck();
      await pollNow(id);
      await reaches(shop, id, 'released');

      const owner = new Client({ connectionString: hosting.world.database.ownerUrl });
      await owner.connect();
      await eventually(
        () => owner.query("select from bullmq.job where data ->> 'submissionId' = $1", [id]),
        ({ rowCount }) => rowCount === 0,
      );
      await owner.end();
      expect((await submission(shop, id)).state).toBe('released');
    });

    test('a delayed audit is shown as delayed and goes on when WeChat decides', async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit-plan`, { verdicts: ['delay'] });
      const { id } = await submitted(shop);
      await reaches(shop, id, 'delayed');

      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit`, { verdict: 'approve' });

      await reaches(shop, id, 'released');
    });

    test('the audit event is only a hint: when it is lost, polling finds the verdict', async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit-plan`, { verdicts: ['manual'] });
      const { id } = await submitted(shop);
      await reaches(shop, id, 'auditing');
      await hosting.knob('PUT', '/sandbox/settings', { pushFaults: { lose: 1, double: 0 } });
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit`, { verdict: 'approve' });

      await pollNow(id);

      await reaches(shop, id, 'released');
    });

    test('a merchant without a category is told who must act, and goes on after a retry', async () => {
      const shop = await hosting.shop(undefined, { categories: [] });
      const { id } = await submitted(shop);
      const hindered = await eventually(
        () => submission(shop, id),
        ({ problem }) => problem !== null,
      );

      expect(hindered).toMatchObject({
        state: 'prepared',
        problem: { code: 'submission.no_category', actor: 'merchant' },
      });
      expect(hindered.problem?.title.zh).not.toBe('');

      await hosting.knob('POST', '/sandbox/apps', {
        appid: shop.appId,
        nickname: 'Shop',
        categories: [{ first: '商家自营', second: '工艺品' }],
      });
      await shop.api.call(retrySubmission, { params: { merchantId: shop.merchantId, submissionId: id } });
      await reaches(shop, id, 'released');
    });

    test('going back puts the package online that was released before, and there must be one', async () => {
      const shop = await hosting.shop();
      const first = await reaches(shop, (await submitted(shop)).id, 'released');
      expect(await refusal(shop.api.call(rollBack, { params: shop.params, body: {} }))).toMatchObject({
        code: 'submission.no_previous_release',
      });
      await change(shop, 'brand', { name: 'Renamed' });
      const second = await reaches(shop, (await submitted(shop)).id, 'released');

      const { id } = await shop.api.call(rollBack, { params: shop.params, body: {} });
      const back = await reaches(shop, id, 'released');

      expect(back.buildId).toBe(first.buildId);
      expect((await submission(shop, first.id)).state).toBe('superseded');
      expect((await submission(shop, second.id)).state).toBe('rolled_back');
      const { items } = await shop.api.call(listSubmissions, { params: shop.params });
      expect(items.map(({ kind }) => kind)).toEqual(['rollback', 'release', 'release']);
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

  /** The time of the next poll has come. */
  async function pollNow(submissionId: string): Promise<void> {
    await asFleet("update submission set next_step_at = now() - interval '1 minute' where id = $1", submissionId);
  }

  async function asFleet<Row>(sql: string, value: string): Promise<Row[]> {
    const fleet = await FleetDatabase.connect(hosting.world.database.access, 1);
    const rows = await fleet.query<Row>(sql, [value]);
    await fleet.close();
    return rows;
  }

  /** What WeChat's next call of a kind suffers. */
  async function strikes(fault: object): Promise<void> {
    await hosting.knob('PUT', '/sandbox/settings', { faults: [{ ...fault, times: 1 }] });
  }

  async function struck(): Promise<void> {
    await eventually(
      () => hosting.knob<{ faults: unknown[] }>('GET', '/sandbox/settings'),
      ({ faults }) => faults.length === 0,
    );
  }
});
