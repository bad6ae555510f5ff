import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { World } from '#testing/world.js';
import {
  answerComplaint,
  completeComplaint,
  decideContent,
  getComplaint,
  getOrderShopper,
  listComplaints,
  listHeldContent,
} from './complaints.contract.js';

let world: World;
let tenants: TenantDatabase;
let api: ApiClient;
let neighbour: ApiClient;
let merchantId: string;
let theirs: string;
const complaintId = newId<string>();
const checkId = newId<string>();
const orderId = newId<string>();
const appId = 'wx0123456789abcdef';

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  const [agency, other] = [await world.agency(), await world.agency()];
  ({ api } = agency);
  neighbour = other.api;
  merchantId = (await world.merchant(agency)).id;
  theirs = (await world.merchant(other)).id;
  const shopperId = newId();
  await run(
    `insert into complaint (tenant_id, id, app_id, complaint_id, state, detail, answer_by) values ($1, $2, $3, 'c1', 'pending', '没收到', now())`,
    complaintId,
    appId,
  );
  await run(
    `insert into shopper (tenant_id, id, app_id, open_id, nickname) values ($1, $2, $3, 'o', '小林')`,
    shopperId,
    appId,
  );
  await run(
    `insert into content_check (tenant_id, id, app_id, shopper_id, field, subject_key, digest, content, state)
     values ($1, $2, $3, $4, 'nickname', 'me', '', '大林', 'held')`,
    checkId,
    appId,
    shopperId,
  );
  await run(
    `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen,
       shipping_fen, total_fen, delivery, expires_at) values ($1, $2, 'n', $3, $4, 'k', '', 'paid', '[]', 1, 0, 1, 'pickup', now())`,
    orderId,
    appId,
    shopperId,
  );
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

const run = (sql: string, ...values: unknown[]) =>
  tenants.transaction(asId<TenantId>(merchantId), (tx) => tx.query(sql, [merchantId, ...values]));
const statusOf = (call: Promise<unknown>) =>
  call.then(
    () => 200,
    (error: unknown) => (error instanceof ProblemAnswer ? error.status : error),
  );

/** Every endpoint of the file, for a merchant. */
const calls = (who: ApiClient, merchant: string) => [
  () => who.call(getComplaint, { params: { merchantId: merchant, complaintId } }),
  () => who.call(answerComplaint, { params: { merchantId: merchant, complaintId }, body: { text: '抱歉' } }),
  () => who.call(completeComplaint, { params: { merchantId: merchant, complaintId } }),
  () => who.call(decideContent, { params: { merchantId: merchant, checkId }, body: { decision: 'passed' } }),
  () => who.call(getOrderShopper, { params: { merchantId: merchant, orderId } }),
];

test('a stranger is asked who they are; a neighbour finds nothing, neither here nor among their own', async () => {
  for (const call of calls(world.stranger, merchantId)) expect(await statusOf(call())).toBe(401);
  for (const call of calls(neighbour, merchantId)) expect(await statusOf(call())).toBe(404);
  for (const call of calls(neighbour, theirs)) expect(await statusOf(call())).toBe(404);
  for (const list of [listComplaints, listHeldContent]) {
    expect(await statusOf(world.stranger.call(list, { params: { merchantId } }))).toBe(401);
    expect(await statusOf(neighbour.call(list, { params: { merchantId } }))).toBe(404);
    expect((await neighbour.call(list, { params: { merchantId: theirs } })).items).toEqual([]);
  }
});

test('a complaint is listed, answered once at a time, and its job asked for', async () => {
  const params = { merchantId, complaintId };
  expect((await api.call(listComplaints, { params: { merchantId }, query: { open: true } })).items).toMatchObject([
    { id: complaintId, complaintId: 'c1', state: 'pending' },
  ]);

  expect(await api.call(answerComplaint, { params, body: { text: '马上补发' } })).toMatchObject({ answerState: 'due' });
  expect(await statusOf(api.call(answerComplaint, { params, body: { text: '再说一次' } }))).toBe(409);
  expect(await statusOf(api.call(completeComplaint, { params }))).toBe(409);

  expect(await run(`select payload from outbox where tenant_id = $1 and job = 'complaint.step'`)).toEqual([
    { payload: { tenantId: merchantId, complaintId } },
  ]);
  expect(await run(`select action from audit_entry where tenant_id = $1 and subject_id = $2`, complaintId)).toEqual([
    { action: 'complaint.answer' },
  ]);
});

test.each([
  {},
  { text: '' },
  { text: '  ' },
  { text: 'x'.repeat(201) },
  { text: 'a\0b' },
  { text: 1 },
  { text: 'a', more: 1 },
])('an answer of %j is a 400', async (body) => {
  const params = { merchantId, complaintId };
  expect(await statusOf(api.call(answerComplaint, { params, body: body as { text: string } }))).toBe(400);
});

test('held content is listed and decided once', async () => {
  const params = { merchantId, checkId };
  expect((await api.call(listHeldContent, { params: { merchantId } })).items).toMatchObject([
    { id: checkId, field: 'nickname', content: '大林' },
  ]);
  expect(await statusOf(api.call(decideContent, { params, body: { decision: 'maybe' as 'passed' } }))).toBe(400);

  await api.call(decideContent, { params, body: { decision: 'passed' } });

  expect(await api.call(getOrderShopper, { params: { merchantId, orderId } })).toMatchObject({
    nickname: '大林',
    phone: null,
  });
  expect(await statusOf(api.call(decideContent, { params, body: { decision: 'refused' } }))).toBe(409);
});
