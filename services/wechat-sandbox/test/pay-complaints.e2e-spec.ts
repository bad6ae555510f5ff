import { decryptField } from '../src/crypto/pay-signing.js';
import { chinaDay, json, openNotice, PayWorld } from './pay-world.js';
import { type Json } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

const ADDRESS = '/v3/merchant-service/complaint-notifications';
const complain = async (changes: Json = {}) => {
  const { order, transactionId } = await world.paidOrder();
  const complaint = await world.sandbox.knob('POST', '/sandbox/pay/complaints', { transactionId, ...changes });
  return { order, transactionId, id: String(complaint['complaintId']) };
};
const detailOf = (id: string) => world.ask('GET', `/v3/merchant-service/complaints-v2/${id}`);
const mine = () => ({ complainted_mchid: world.merchant['mchid'] });
const answer = (id: string, content = '马上为您退款') =>
  world.post(`/v3/merchant-service/complaints-v2/${id}/response`, { ...mine(), response_content: content });

describe('the address for complaints', () => {
  it('is set once, changed, asked for and removed', async () => {
    const url = `${world.sandbox.receiverUrl}/complaints`;
    expect((await world.sandbox.pay(world.merchant, 'GET', ADDRESS)).status).toBe(404);
    expect((await world.sandbox.pay(world.merchant, 'PUT', ADDRESS, { url })).status).toBe(404);

    expect(await world.ask('POST', ADDRESS, { url })).toEqual({ mchid: world.merchant['mchid'], url });

    expect(await world.ask('POST', ADDRESS, { url })).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await world.ask('PUT', ADDRESS, { url: `${url}/new` })).toMatchObject({ url: `${url}/new` });
    expect(await world.ask('GET', ADDRESS)).toMatchObject({ url: `${url}/new` });
    expect((await world.sandbox.pay(world.merchant, 'DELETE', ADDRESS)).status).toBe(204);
    expect((await world.sandbox.pay(world.merchant, 'GET', ADDRESS)).status).toBe(404);
    expect(await world.ask('POST', ADDRESS, { url: 'http://shop.example/x' })).toMatchObject({ code: 'PARAM_ERROR' });
    expect(await world.ask('POST', ADDRESS, {})).toMatchObject({ code: 'PARAM_ERROR' });
  });
});

describe('a complaint', () => {
  it('is told, read, answered and completed, each step told and in its history', async () => {
    const url = `${world.sandbox.receiverUrl}/told/${world.number('C')}`;
    await world.ask('POST', ADDRESS, { url });
    const { order, transactionId, id } = await complain({
      problemType: 'REFUND',
      applyRefundFen: 300,
      text: '茶受潮了',
    });

    const told = openNotice(await world.noticeAt(url), world.merchant);
    expect(told).toEqual({
      eventType: 'COMPLAINT.CREATE',
      resource: { complaint_id: id, action_type: 'CREATE_COMPLAINT' },
    });
    const read = await detailOf(id);
    expect(read).toMatchObject({
      complaint_state: 'PENDING',
      complaint_detail: '茶受潮了',
      ...mine(),
      complaint_order_info: [{ transaction_id: transactionId, out_trade_no: order['out_trade_no'], amount: 1000 }],
      problem_type: 'REFUND',
      apply_refund_amount: 300,
      complaint_full_refunded: false,
      incoming_user_response: false,
      user_complaint_times: 1,
    });
    expect(decryptField(String(read['payer_phone']), String(world.merchant['privateKeyPem']))).toBe('13800138000');

    expect((await answer(id)).status).toBe(204);
    await world.sandbox.knob('POST', `/sandbox/pay/complaints/${id}/reply`, { text: '还没收到' });
    expect(await detailOf(id)).toMatchObject({
      complaint_state: 'PROCESSING',
      incoming_user_response: true,
    });
    expect((await answer(id, '已退款')).status).toBe(204);
    expect((await world.post(`/v3/merchant-service/complaints-v2/${id}/complete`, mine())).status).toBe(204);

    expect(await detailOf(id)).toMatchObject({ complaint_state: 'PROCESSED' });
    const { data, total_count: count } = (await world.ask(
      'GET',
      `/v3/merchant-service/complaints-v2/${id}/negotiation-historys`,
    )) as {
      data: Json[];
      total_count: number;
    };
    expect(count).toBe(5);
    expect(data.map(({ operate_type: type }) => type).reverse()).toEqual([
      'USER_CREATE_COMPLAINT',
      'MERCHANT_RESPONSE',
      'USER_RESPONSE',
      'MERCHANT_RESPONSE',
      'MERCHANT_CONFIRM_COMPLETE',
    ]);
    const last = await world.sandbox.receiver.find(
      (request) =>
        url.endsWith(request.path) &&
        openNotice(request, world.merchant).resource['action_type'] === 'MERCHANT_CONFIRM_COMPLETE',
    );
    expect(openNotice(last, world.merchant).eventType).toBe('COMPLAINT.STATE_CHANGE');
    expect(await json(answer(id))).toMatchObject({ code: 'INVALID_REQUEST' });
    await world.sandbox.pay(world.merchant, 'DELETE', ADDRESS);
  });

  it.each<[string, Json]>([
    ['201 characters', { response_content: '退'.repeat(201) }],
    ['nothing', { response_content: '' }],
    ['another merchant', { complainted_mchid: '1699999999' }],
    ['an unknown field', { response: 'x' }],
    ['five pictures', { response_images: ['1', '2', '3', '4', '5'] }],
  ])('is not answered with %s', async (_name, changes) => {
    const { id } = await complain();

    expect(
      await world.ask('POST', `/v3/merchant-service/complaints-v2/${id}/response`, {
        ...mine(),
        response_content: '好的',
        ...changes,
      }),
    ).toMatchObject({ code: 'PARAM_ERROR' });
  });

  it('of another merchant, or none at all, is 404', async () => {
    const other = await world.open({ appids: [world.appid] });
    const { id } = await complain();

    expect((await world.sandbox.pay(other, 'GET', `/v3/merchant-service/complaints-v2/${id}`)).status).toBe(404);
    expect(
      (await world.sandbox.pay(world.merchant, 'GET', '/v3/merchant-service/complaints-v2/__proto__')).status,
    ).toBe(404);
  });

  it('about money can be approved or refused, with a reason', async () => {
    const { order, id } = await complain({ problemType: 'REFUND' });
    const { id: other } = await complain({ problemType: 'OTHERS' });
    const progress = (complaint: string, body: Json) =>
      world.post(`/v3/merchant-service/complaints-v2/${complaint}/update-refund-progress`, body);

    expect((await progress(id, { action: 'REJECT' })).status).toBe(400);
    expect((await progress(other, { action: 'APPROVE' })).status).toBe(400);
    expect((await progress(id, { action: 'APPROVE', launch_refund_day: 0 })).status).toBe(204);
    await world.settings({ refundMs: 0 });
    await world.refund(order, 1000);
    await world.sandbox.receiver.find(() => true);
    for (;;) if ((await detailOf(id))['complaint_full_refunded'] === true) break;
    await world.settings({ refundMs: 1000 });
  });

  it('is taken back, and comes again', async () => {
    const { id } = await complain();
    const act = (action: string) => world.sandbox.knob('POST', `/sandbox/pay/complaints/${id}/${action}`, {});

    expect(await act('cancel')).toMatchObject({ state: 'PROCESSED' });
    expect(await act('reply')).toHaveProperty('error');
    expect(await act('again')).toMatchObject({ state: 'PENDING', userComplaintTimes: 2 });
    expect(await world.sandbox.knob('POST', '/sandbox/pay/complaints/1/cancel', {})).toHaveProperty('error');
    expect(await world.sandbox.knob('POST', '/sandbox/pay/complaints', {})).toHaveProperty('error');
  });
});

describe('the list of complaints', () => {
  const today = () => chinaDay(Date.now());
  const list = (query: string) => world.ask('GET', `/v3/merchant-service/complaints-v2?${query}`);

  it('is paged, newest first, by day and merchant', async () => {
    const first = await complain();
    const second = await complain();

    const page = await list(`limit=1&offset=1&begin_date=${today()}&end_date=${today()}`);

    expect(page).toMatchObject({ limit: 1, offset: 1, data: [{ complaint_id: first.id }] });
    const newest = await list(`limit=1&begin_date=${today()}&end_date=${today()}`);
    expect(newest).toMatchObject({ data: [{ complaint_id: second.id }], total_count: page['total_count'] });
    const others = await list(`begin_date=${today()}&end_date=${today()}&complainted_mchid=1699999999`);
    expect(others).toMatchObject({ data: [], total_count: 0 });
  });

  it.each([
    'begin_date=2026-01-01',
    'begin_date=2026-01-01&end_date=2026-02-15',
    'begin_date=2026-02-01&end_date=2026-01-01',
    'begin_date=20260101&end_date=2026-01-02',
    'begin_date=2026-01-01&end_date=2026-01-02&limit=51',
    'begin_date=2026-01-01&end_date=2026-01-02&limit=0',
    'begin_date=2026-01-01&end_date=2026-01-02&offset=-1',
  ])('is refused for %s', async (query) => {
    expect(await list(query)).toMatchObject({ code: 'PARAM_ERROR', detail: { location: 'query' } });
  });
});
