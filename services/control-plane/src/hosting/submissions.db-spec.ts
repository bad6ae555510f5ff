import { Client } from 'pg';
import { eventually } from '#testing/eventually.js';
import { change, reaches, submission, submitted } from '#testing/hosting-steps.js';
import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { listSubmissions, retrySubmission, rollBack, withdrawSubmission } from './releases.contract.js';

describe('hosting: submissions', () => {
  let hosting: HostingWorld;

  beforeAll(async () => {
    hosting = await HostingWorld.start();
    await hosting.publishTemplate();
  });

  afterAll(() => hosting.stop());

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
      await hosting.strikes({ path: '/wxa/submit_audit', appid: shop.appId, delayMs: 1_500, after: true });
      const { id } = await submitted(shop);
      await hosting.struck();

      const params = { merchantId: shop.merchantId, submissionId: id };
      expect(await refusal(shop.api.call(withdrawSubmission, { params }))).toMatchObject({
        status: 409,
        code: 'submission.step_running',
      });
      await reaches(shop, id, 'released');
    });

    test('a release that two workers carry out, since the first was slow, is online and not superseded by itself', async () => {
      const shop = await hosting.shop();
      await hosting.strikes({ path: '/wxa/release', appid: shop.appId, delayMs: 8_500, after: true });
      const { id } = await submitted(shop);
      await hosting.struck();
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
      // After that WeChat decides when it is told to, and not by itself a moment later.
      await hosting.knob('PUT', '/sandbox/settings', { auditRule: 'manual' });
      const { id } = await submitted(shop);
      await reaches(shop, id, 'delayed');

      await hosting.knob('PUT', '/sandbox/settings', { auditRule: 'content' });
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

    test('a month without audits left is shown to the operator; the submission goes on once there are some again', async () => {
      const shop = await hosting.shop();
      await hosting.knob('PUT', '/sandbox/settings', { auditQuota: 0 });
      try {
        const { id } = await submitted(shop);
        const hindered = await eventually(
          () => submission(shop, id),
          ({ problem }) => problem !== null,
        );
        expect(hindered).toMatchObject({
          state: 'prepared',
          problem: { code: 'wechat.audit_quota_exhausted', actor: 'operator' },
        });
        // It asks again by itself in an hour, not at once; there is still none, and it waits for another.
        expect(await secondsToNextStep(id)).toBeGreaterThan(3_500);
        await pollNow(id);
        await eventually(
          () => secondsToNextStep(id),
          (seconds) => seconds > 3_500,
        );
        expect(await submission(shop, id)).toMatchObject({ state: 'prepared', problem: hindered.problem });
        expect(await countRefusals(85085)).toBe(2);

        await hosting.knob('PUT', '/sandbox/settings', { auditQuota: 500 });
        await pollNow(id);

        expect(await reaches(shop, id, 'released')).toMatchObject({ problem: null });
        expect(await countAudits(shop)).toBe(1);
      } finally {
        await hosting.knob('PUT', '/sandbox/settings', { auditQuota: 500 });
      }
    });

    test('goes on by itself, and spends one audit, when WeChat revokes the tokens on its way', async () => {
      const shop = await hosting.shop();
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit-plan`, { verdicts: ['manual'] });
      await hosting.strikes({ path: '/wxa/commit', appid: shop.appId, delayMs: 1_000, after: true });
      const { id } = await submitted(shop);
      await hosting.struck();
      const before = await countRefusals(40001);
      const revoke = () => hosting.knob<{ tokens: number }>('POST', '/sandbox/tokens/revoke', { appid: shop.appId });
      expect((await revoke()).tokens).toBeGreaterThan(0);
      await reaches(shop, id, 'auditing');
      const once = await countRefusals(40001);
      expect(once).toBeGreaterThan(before);

      expect((await revoke()).tokens).toBeGreaterThan(0);
      await hosting.knob('POST', `/sandbox/apps/${shop.appId}/audit`, { verdict: 'approve' });
      const released = await reaches(shop, id, 'released');

      expect(await countRefusals(40001)).toBeGreaterThan(once);
      expect(released.history.map(({ toState }) => toState)).toEqual([
        'queued',
        'committed',
        'prepared',
        'auditing',
        'approved',
        'released',
      ]);
      expect(await countAudits(shop)).toBe(1);
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

  /** Calls that WeChat refused so; one with a token it does not know belongs to no account. */
  async function countRefusals(errcode: number): Promise<number> {
    const { items } = await hosting.knob<{ items: { errcode: number | string }[] }>('GET', '/sandbox/calls?limit=3000');
    return items.filter((call) => call.errcode === errcode).length;
  }

  async function countAudits({ appId }: WorldShop): Promise<number> {
    return (await hosting.knob<{ audits: unknown[] }>('GET', `/sandbox/apps/${appId}`)).audits.length;
  }

  async function secondsToNextStep(submissionId: string): Promise<number> {
    const [row] = await hosting.asFleet<{ seconds: number }>(
      'select extract(epoch from next_step_at - now())::int as seconds from submission where id = $1',
      submissionId,
    );
    return row?.seconds ?? 0;
  }

  /** The time of the next poll has come. */
  async function pollNow(submissionId: string): Promise<void> {
    await hosting.asFleet(
      "update submission set next_step_at = now() - interval '1 minute' where id = $1",
      submissionId,
    );
  }
});
