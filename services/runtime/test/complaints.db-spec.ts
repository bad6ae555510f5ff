import { ComplaintAdmin } from '#commerce/complaints/complaint-admin.js';
import { ComplaintStep } from '#commerce/complaints/complaint-step.js';
import { ComplaintWatch } from '#commerce/complaints/complaint-watch.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { DueConductAcrossTenants } from '#commerce/jobs/due-conduct-across-tenants.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { newId } from '#kernel/identity/ids.js';
import { ComplaintClient } from '#kernel/wechat/pay/complaint-client.js';
import { eventually } from '#testing/eventually.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

type Json = Record<string, unknown>;

let world: RuntimeWorld;
let shop: TestShop;
let admin: ComplaintAdmin;
let step: ComplaintStep;
let watch: ComplaintWatch;
/** WeChat Pay's own record of complaints. */
const known = new Map<string, Json>();
let fault: ((path: string) => { status: number; body: Json } | null) | null = null;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  const { app, tenants } = world;
  const [accounts, client] = [app.get(PaymentAccounts), app.get(ComplaintClient)];
  admin = new ComplaintAdmin(tenants);
  step = new ComplaintStep(tenants, accounts, client);
  watch = new ComplaintWatch(tenants, accounts, client, app.get(CommerceSettings));
  world.wechat.instead = (_method, path) => fault?.(path) ?? answer(path);
});
afterAll(() => world.stop());
beforeEach(() => {
  known.clear();
  fault = null;
  world.wechat.calls.length = 0;
});

const NOTHING = { status: 204, body: null as never };

function answer(path: string): { status: number; body: Json } | null {
  const base = '/v3/merchant-service/complaints-v2';
  if (path.endsWith('/complaint-notifications')) return { status: 200, body: { url: 'x' } };
  if (path === base)
    return { status: 200, body: { data: [...known.values()], limit: 50, offset: 0, total_count: known.size } };
  if (!path.startsWith(`${base}/`)) return null;
  const [, id = '', act] = /complaints-v2\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const complaint = known.get(id);
  if (!complaint) return { status: 404, body: { code: 'RESOURCE_NOT_EXISTS', message: '' } };
  if (act === 'response') complaint['complaint_state'] = 'PROCESSING';
  if (act === 'complete') complaint['complaint_state'] = 'PROCESSED';
  return act === undefined ? { status: 200, body: complaint } : NOTHING;
}

/** A shopper complains at WeChat Pay. */
function complain(id: string = `20020102${newId().slice(0, 8)}`, more: Json = {}): string {
  known.set(id, {
    complaint_id: id,
    complaint_time: '2026-03-01T10:00:00+08:00',
    complaint_detail: '没有收到货',
    complaint_state: 'PENDING',
    complainted_mchid: shop.payAccount.mchId,
    payer_openid: 'o-1',
    complaint_order_info: [{ transaction_id: '4200001', out_trade_no: 'T1', amount: 990 }],
    complaint_full_refunded: false,
    problem_type: 'REFUND',
    apply_refund_amount: 990,
    user_complaint_times: 1,
    ...more,
  });
  return id;
}

function noticeOf(complaintId: string, account = shop.payAccount) {
  const resource = { complaint_id: complaintId, action_type: 'CREATE_COMPLAINT' };
  return world.wechat.notice(account, 'COMPLAINT.CREATE' as never, resource);
}

async function post(notice: { body: string; headers: Record<string, string> }, appId: string = shop.appId) {
  const response = await fetch(`${world.url}/pay/wechat/${appId}/complaints`, { method: 'POST', ...notice });
  await response.arrayBuffer();
  return response.status;
}

const list = () => admin.list(shop.tenantId, false, null, 50);
const rowOf = async (complaintId: string) => (await list()).find((row) => row.complaintId === complaintId);
const author = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };

async function noticed(): Promise<{ id: string; complaintId: string }> {
  const complaintId = complain();
  await post(noticeOf(complaintId));
  const id = (await rowOf(complaintId))?.id ?? '';
  await step.handle({ tenantId: shop.tenantId, complaintId: id });
  return { id, complaintId };
}
/** The worker that was sending the answer is gone, and the time it had is over. */
const diedSending = (id: string) =>
  world.rows(
    shop,
    `update complaint set answer_state = 'sending', next_attempt_at = now() - interval '1 second' where id = $1 returning 1`,
    [id],
  );
const sent = (act: string) => world.wechat.calls.filter(({ path }) => path.endsWith(`/${act}`)).length;

describe('a notice of a complaint', () => {
  test('is a row before WeChat hears 204, once however often it comes, and then known with its deadline', async () => {
    const complaintId = complain();
    const notice = noticeOf(complaintId);

    expect([await post(notice), await post(notice), await post(noticeOf(complaintId))]).toEqual([204, 204, 204]);

    expect((await list()).filter((row) => row.complaintId === complaintId)).toMatchObject([{ state: null }]);
    const id = (await rowOf(complaintId))?.id ?? '';
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    expect(await rowOf(complaintId)).toMatchObject({
      state: 'pending',
      detail: '没有收到货',
      refundWantedFen: 990,
      answerBy: new Date('2026-03-02T10:00:00+08:00'),
    });
  });

  test('is refused when forged, for another account, not encrypted for us or no notice', async () => {
    const notice = noticeOf(complain());
    const before = (await list()).length;
    const otherKey = noticeOf('x', { ...shop.payAccount, apiV3Key: 'f'.repeat(32) });
    const unsigned = { ...notice, headers: { 'content-type': 'application/json' } };
    const changed = { ...notice, body: notice.body.replace('CREATE', 'CREATF') };
    const late = { ...notice, headers: { ...notice.headers, 'wechatpay-timestamp': '1400000000' } };

    for (const forged of [otherKey, unsigned, changed, late]) {
      const status = await post(forged);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    expect(await list()).toHaveLength(before);
  });

  test('about something else is acknowledged and forgotten', async () => {
    const before = (await list()).length;
    const notice = world.wechat.notice(shop.payAccount, 'COUPON.USE' as never, { x: 1 });

    expect(await post(notice)).toBe(204);
    expect(await list()).toHaveLength(before);
  });
});

describe('an answer', () => {
  test('reaches WeChat Pay once, and then the complaint can be closed', async () => {
    const { id, complaintId } = await noticed();

    await admin.answer(shop.tenantId, id, '马上补发', author);
    await expect(admin.answer(shop.tenantId, id, '再来', author)).rejects.toMatchObject({
      code: 'complaint.answer_under_way',
    });
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    expect(await rowOf(complaintId)).toMatchObject({ state: 'processing', answerState: 'sent' });
    expect(sent('response')).toBe(1);

    await admin.complete(shop.tenantId, id, author);
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    expect(await rowOf(complaintId)).toMatchObject({ state: 'processed', completionDue: false });
    await expect(admin.answer(shop.tenantId, id, '晚了', author)).rejects.toMatchObject({
      code: 'complaint.processed',
    });
    expect((await admin.list(shop.tenantId, true, null, 50)).map((row) => row.id)).not.toContain(id);
  });

  test('whose fate is unknown is not sent twice', async () => {
    const { id, complaintId } = await noticed();
    await admin.answer(shop.tenantId, id, '马上补发', author);
    // The worker died after WeChat Pay had taken the answer.
    await diedSending(id);
    Object.assign(known.get(complaintId) ?? {}, { complaint_state: 'PROCESSING' });

    await step.handle({ tenantId: shop.tenantId, complaintId: id });

    expect(sent('response')).toBe(0);
    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'sent' });
  });

  test('under way is not sent by another worker that a notice wakes meanwhile', async () => {
    const { id, complaintId } = await noticed();
    await admin.answer(shop.tenantId, id, '马上补发', author);
    const payload = { tenantId: shop.tenantId, complaintId: id };
    let letAnswer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (letAnswer = resolve));
    fault = (path) => {
      if (!path.endsWith('/response')) return null;
      // Only this answer is held back; what WeChat Pay tells of the complaint meanwhile is that it waits.
      world.wechat.release = answered;
      queueMicrotask(() => {
        world.wechat.release = Promise.resolve();
      });
      return NOTHING;
    };

    const first = step.handle(payload);
    await eventually(
      async () => sent('response'),
      (times) => times === 1,
    );
    expect(await post(noticeOf(complaintId))).toBe(204);
    await step.handle(payload);
    letAnswer();
    await first;

    expect(sent('response')).toBe(1);
    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'sent' });
  });

  test('that died before it was sent is sent', async () => {
    const { id, complaintId } = await noticed();
    await admin.answer(shop.tenantId, id, '马上补发', author);
    await diedSending(id);

    await step.handle({ tenantId: shop.tenantId, complaintId: id });

    expect(sent('response')).toBe(1);
    expect(await rowOf(complaintId)).toMatchObject({ state: 'processing', answerState: 'sent' });
  });

  test('that WeChat Pay refuses is told, and another one may be written', async () => {
    const { id, complaintId } = await noticed();
    await admin.answer(shop.tenantId, id, '违禁', author);
    fault = (path) => (path.endsWith('/response') ? { status: 400, body: { code: 'PARAM_ERROR', message: '' } } : null);
    await step.handle({ tenantId: shop.tenantId, complaintId: id });

    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'refused', problem: { reason: 'PARAM_ERROR' } });
    fault = null;
    await admin.answer(shop.tenantId, id, '马上补发', author);
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'sent', problem: null });
  });

  test('waits while WeChat Pay is away', async () => {
    const { id, complaintId } = await noticed();
    await admin.answer(shop.tenantId, id, '马上补发', author);
    fault = () => ({ status: 503, body: { code: 'SYSTEM_ERROR', message: '' } });
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    fault = null;

    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'sending' });
    await diedSending(id);
    await step.handle({ tenantId: shop.tenantId, complaintId: id });
    expect(await rowOf(complaintId)).toMatchObject({ answerState: 'sent' });
  });

  test('of another merchant finds nothing', async () => {
    const { id } = await noticed();
    await expect(admin.answer(newId(), id, 'x', author)).rejects.toMatchObject({ code: 'complaint.not_found' });
  });
});

describe('the daily look', () => {
  const look = () => watch.handle({ tenantId: shop.tenantId, appId: shop.appId });
  const makeDue = () => world.rows(shop, 'update complaint_watch set next_attempt_at = now() returning 1');

  test('registers the address once, and finds complaints whose notice was lost', async () => {
    const due = new DueConductAcrossTenants(world.fleet);
    await due.watchNewAccounts();
    expect(await due.watchNewAccounts()).toBe(0);
    const complaintId = complain();

    await look();

    const registered = world.wechat.calls.filter(({ path }) => path.endsWith('/complaint-notifications'));
    expect(registered.map(({ body }) => body['url'])).toEqual([
      expect.stringMatching(new RegExp(`/pay/wechat/${shop.appId}/complaints$`)),
    ]);
    const row = await rowOf(complaintId);
    await step.handle({ tenantId: shop.tenantId, complaintId: row?.id ?? '' });
    expect(await rowOf(complaintId)).toMatchObject({ state: 'pending' });

    await look();
    await makeDue();
    await look();
    expect(world.wechat.calls.filter(({ path }) => path.endsWith('/complaint-notifications'))).toHaveLength(1);
    expect(await rowOf(complaintId)).toMatchObject({ state: 'pending' });
  });

  test('comes back later when WeChat Pay refuses, and says why', async () => {
    await makeDue();
    fault = () => ({ status: 403, body: { code: 'NO_AUTH', message: '' } });

    await look();

    expect(
      await world.rows(shop, 'select problem, next_attempt_at > now() as later from complaint_watch'),
    ).toMatchObject([{ problem: { reason: 'NO_AUTH' }, later: true }]);
  });
});
