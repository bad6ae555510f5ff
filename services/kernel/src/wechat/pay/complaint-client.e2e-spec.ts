import { encryptAsPlatform, newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import { type RecordedAnswer, RecordedWechat } from '../testing/recorded-wechat.js';
import { ComplaintClient } from './complaint-client.js';
import { openComplaintNotice } from './complaint-notice.js';
import type { PayAccount } from './pay-account.js';
import { PayTransport } from './pay-transport.js';

const parties = newPayParties();
const { account } = parties;
const partner: PayAccount = { ...account, partner: { appId: 'wx8888888888888888', subMchId: '1900009999' } };
const id = '200201820200101080076610000';
const NOTIFICATIONS = '/v3/merchant-service/complaint-notifications';
const COMPLAINT = `/v3/merchant-service/complaints-v2/${id}`;
const url = 'https://www.xxx.com/notify';

/** The example of WeChat Pay's documents. */
const documented = {
  complaint_id: id,
  complaint_time: '2015-05-20T13:29:35.120+08:00',
  complaint_detail: '反馈一个重复扣费的问题',
  complaint_state: 'PENDING',
  payer_phone: 'sGdNeTHMQGlxCWiUyHu6XNO9GCYln2Luv4HhwJzZBfcL12sB+PgZcS5NhePBog30',
  payer_openid: 'oUpF8uN95-Ptaags6E_roPHg7AG',
  complaint_order_info: [
    { transaction_id: '4200000404201909069117582536', out_trade_no: '20190906154617947762231', amount: 3 },
  ],
  complaint_full_refunded: true,
  incoming_user_response: true,
  problem_description: '不满意商家服务',
  user_complaint_times: 1,
  problem_type: 'REFUND',
  apply_refund_amount: 10,
};

let wechat: RecordedWechat;
let complaints: ComplaintClient;

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  complaints = new ComplaintClient(new PayTransport(wechat.settings, { backoffMs: 1, timeoutMs: 2_000 }));
});
beforeEach(() => wechat.reset());
afterAll(() => wechat.stop());

function signed(body: object | '', status = 200): RecordedAnswer {
  const text = body === '' ? '' : JSON.stringify(body);
  return { status, body: text, headers: { 'content-type': 'application/json', ...signAsPlatform(parties, text) } };
}

function failed(status: number, code: string): RecordedAnswer {
  return { status, body: { code, message: '…' } };
}

const told = () => wechat.calls.map(({ method, path, body }) => [method, path, body && (JSON.parse(body) as unknown)]);

test('the address for notices is set; where there is one it is replaced', async () => {
  wechat.on(NOTIFICATIONS, () => signed({ mchid: account.mchId, url }));
  await complaints.register(account, url);
  expect(told()).toEqual([['POST', NOTIFICATIONS, { url }]]);

  wechat.reset();
  wechat.onSequence(NOTIFICATIONS, failed(400, 'INVALID_REQUEST'), signed({ mchid: account.mchId, url }));
  await complaints.register(account, url);
  expect(told()).toEqual([
    ['POST', NOTIFICATIONS, { url }],
    ['PUT', NOTIFICATIONS, { url }],
  ]);
});

test('the documented example is read, and what it leaves out is nothing', async () => {
  wechat.on(COMPLAINT, () => signed(documented));

  expect(await complaints.get(account, id)).toEqual({
    complaintId: id,
    state: 'pending',
    complainedAt: new Date('2015-05-20T13:29:35.120+08:00'),
    detail: '反馈一个重复扣费的问题',
    mchId: null,
    payerOpenId: 'oUpF8uN95-Ptaags6E_roPHg7AG',
    orders: [{ transactionId: '4200000404201909069117582536', outTradeNo: '20190906154617947762231', amountFen: 3 }],
    isFullyRefunded: true,
    problemType: 'REFUND',
    refundWantedFen: 10,
    times: 1,
  });
});

test.each([
  ['a state nobody knows', { complaint_state: 'LOST' }],
  ['no time', { complaint_time: 'yesterday' }],
  ['no id', { complaint_id: '' }],
  ['orders that are no list', { complaint_order_info: 'none' }],
])('an answer with %s is not used', async (_, changes) => {
  wechat.on(COMPLAINT, () => signed({ ...documented, ...changes }));

  await expect(complaints.get(account, id)).rejects.toMatchObject({ name: 'PayError' });
});

test('an answer and the end name the merchant complained about: in partner mode the sub merchant', async () => {
  wechat.on(`${COMPLAINT}/response`, () => signed('', 204));
  wechat.on(`${COMPLAINT}/complete`, () => signed('', 204));

  await complaints.answer(account, id, '已与用户沟通解决');
  await complaints.complete(partner, id);

  expect(told()).toEqual([
    ['POST', `${COMPLAINT}/response`, { complainted_mchid: account.mchId, response_content: '已与用户沟通解决' }],
    ['POST', `${COMPLAINT}/complete`, { complainted_mchid: '1900009999' }],
  ]);
});

test.each([
  ['a server error', failed(500, 'SYSTEM_ERROR')],
  ['a cut connection', { drop: true }],
])('after %s a question is asked again; words to the shopper and the end are not said twice', async (_, fault) => {
  wechat.onSequence(COMPLAINT, fault, signed(documented));
  expect(await complaints.get(account, id)).toMatchObject({ state: 'pending' });
  expect(wechat.received(COMPLAINT)).toHaveLength(2);

  for (const [act, say] of [
    ['response', () => complaints.answer(account, id, '抱歉')],
    ['complete', () => complaints.complete(account, id)],
  ] as const) {
    wechat.onSequence(`${COMPLAINT}/${act}`, fault, signed('', 204));
    await expect(say()).rejects.toMatchObject({ retry: 'backoff' });
    expect(wechat.received(`${COMPLAINT}/${act}`)).toHaveLength(1);
  }
});

test.each(['COMPLAINT.CREATE', 'COMPLAINT.STATE_CHANGE'])('the notice %s names its complaint', (eventType) => {
  const resource = { complaint_id: id, action_type: 'CONTINUE_COMPLAINT' };
  const body = JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2015-05-20T13:29:35+08:00',
    event_type: eventType,
    resource_type: 'encrypt-resource',
    resource: encryptAsPlatform(account.apiV3Key, JSON.stringify(resource), 'complaint'),
    summary: '投诉',
  });
  const headers = signAsPlatform(parties, body);

  expect(openComplaintNotice(account, (name) => headers[name], Buffer.from(body))).toEqual({
    id: 'EV-2018022511223320873',
    complaintId: id,
    action: 'CONTINUE_COMPLAINT',
  });
});
