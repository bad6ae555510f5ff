import { ProblemAnswer } from '#kernel/http/client.js';
import { requestRefund } from '../src/orders/orders.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { merchant, PayingScene } from './paying-scene.js';

let scene: PayingScene;

beforeAll(async () => {
  scene = await PayingScene.open();
});
afterAll(() => scene.world.stop());

describe('a refund', () => {
  test('is asked for, approved, moved at WeChat and settled by its notice; the goods come back', async () => {
    const { orderId, totalFen } = await scene.paid();
    const before = await scene.stock();
    const asked = await scene.client.call(requestRefund, {
      params: { ...scene.params, orderId },
      body: { reason: '不想要了' },
    });
    expect(asked.refunds).toMatchObject([{ state: 'requested', amountFen: totalFen }]);

    const { id, out_refund_no } = await scene.refundOf(orderId);
    await scene.refunds.approve(scene.shop.tenantId, id, merchant);
    await scene.stepRefund(id);
    expect((await scene.refundOf(orderId)).state).toBe('processing');

    const refund = scene.world.wechat.refunds.get(out_refund_no);
    if (!refund) throw new Error('WeChat was not asked');
    const notice = () => scene.world.wechat.notice(scene.shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund));
    expect([await scene.post('refunds', notice()), await scene.post('refunds', notice())]).toEqual([204, 204]);

    const order = await scene.read(orderId);
    expect(order).toMatchObject({ state: 'refunded', refundedFen: totalFen });
    expect(await scene.money(orderId)).toEqual([totalFen, -totalFen]);
    expect(await scene.stock()).toBe(before + 1);
  });

  test.each(['REFUND.ABNORMAL', 'REFUND.CLOSED'] as const)(
    'that %s reports has failed: nothing is booked, and the merchant may decide again',
    async (event) => {
      const { orderId, totalFen } = await scene.paid();
      const refunds = scene.refunds;
      const id = await refunds.create(scene.shop.tenantId, orderId, { reason: 'x', actor: merchant });
      await scene.stepRefund(id);
      const { out_refund_no } = await scene.refundOf(orderId);
      const refund = scene.world.wechat.refunds.get(out_refund_no);
      if (!refund) throw new Error('WeChat was not asked');
      const { success_time: _time, ...rest } = refundNotice(refund);
      const told = { ...rest, refund_status: event.replace('REFUND.', '') };
      const notice = () => scene.post('refunds', scene.world.wechat.notice(scene.shop.payAccount, event, told));

      expect([await notice(), await notice()]).toEqual([204, 204]);
      expect(await scene.refundOf(orderId)).toMatchObject({ state: 'failed' });
      expect(await scene.money(orderId)).toEqual([totalFen]);

      // Under another number when WeChat has closed the first; what is still told of that one is no refund of its own.
      await refunds.approve(scene.shop.tenantId, id, merchant);
      expect(await notice()).toBe(204);
      const states = await scene.world.rows<{ state: string }>(
        scene.shop,
        'select state from refund where order_id = $1',
        [orderId],
      );
      expect(states).toEqual([{ state: event === 'REFUND.CLOSED' ? 'approved' : 'failed' }]);
    },
  );

  test('under way or done cannot be asked for again', async () => {
    const { orderId } = await scene.paid();
    const ask = () => scene.client.call(requestRefund, { params: { ...scene.params, orderId }, body: { reason: 'x' } });
    await ask();

    await expect(ask()).rejects.toMatchObject({ status: 409, problem: { code: 'order.not_refundable' } });
  });

  test('of an unpaid order is refused', async () => {
    const order = await scene.placed();
    const call = scene.client.call(requestRefund, {
      params: { ...scene.params, orderId: order.id },
      body: { reason: 'x' },
    });

    await expect(call).rejects.toBeInstanceOf(ProblemAnswer);
    await expect(call).rejects.toMatchObject({ status: 409 });
  });

  test('in parts never exceeds what was paid, and a declined one cannot be approved', async () => {
    const { orderId, totalFen } = await scene.paid();
    const refunds = scene.refunds;
    await refunds.create(scene.shop.tenantId, orderId, { amountFen: totalFen - 1, reason: '补差价', actor: merchant });

    await expect(
      refunds.create(scene.shop.tenantId, orderId, { amountFen: 2, reason: 'x', actor: merchant }),
    ).rejects.toMatchObject({
      code: 'refund.amount_too_high',
    });
    const { id } = await scene.refundOf(orderId);
    await expect(refunds.decline(scene.shop.tenantId, id, merchant)).rejects.toMatchObject({
      code: 'refund.already_decided',
    });
  });

  test('that is run twice asks WeChat under the same number', async () => {
    const { orderId } = await scene.paid();
    const id = await scene.refunds.create(scene.shop.tenantId, orderId, { reason: 'x', actor: merchant });
    await Promise.all([1, 2].map(() => scene.stepRefund(id)));

    const { out_refund_no } = await scene.refundOf(orderId);
    const numbers = scene.world.wechat.calls
      .filter((call) => call.path === '/v3/refund/domestic/refunds')
      .map((call) => call.body['out_refund_no']);
    expect(numbers.filter((number) => number === out_refund_no).length).toBeGreaterThanOrEqual(1);
    expect((await scene.refundOf(orderId)).state).toBe('processing');
  });
});

describe('when WeChat Pay is away or refuses', () => {
  afterEach(() => {
    scene.world.wechat.instead = () => null;
  });

  test('a refund whose answer was lost and that is refused the second time is the refund WeChat has', async () => {
    const { orderId } = await scene.paid();
    const id = await scene.refunds.create(scene.shop.tenantId, orderId, { reason: 'x', actor: merchant });
    await scene.stepRefund(id);
    await scene.world.rows(scene.shop, `update refund set state = 'approved' where id = $1 returning id`, [id]);
    const refused = { status: 400, body: { code: 'INVALID_REQUEST', message: '请求重入时，参数与首次请求时不一致' } };
    scene.world.wechat.instead = (method, path) => (method === 'POST' && path.endsWith('/refunds') ? refused : null);
    await scene.stepRefund(id);

    expect((await scene.refundOf(orderId)).state).toBe('processing');
  });

  test('a refund that was called failed is booked when WeChat pays it after all', async () => {
    const { orderId, totalFen } = await scene.paid();
    const id = await scene.refunds.create(scene.shop.tenantId, orderId, { reason: 'x', actor: merchant });
    scene.world.wechat.refundStatus = 'ABNORMAL';
    await scene.stepRefund(id);
    scene.world.wechat.refundStatus = 'PROCESSING';
    const { state, out_refund_no } = await scene.refundOf(orderId);
    expect(state).toBe('failed');
    const refund = scene.world.wechat.refunds.get(out_refund_no);
    if (!refund) throw new Error('WeChat was not asked');
    expect(
      await scene.post(
        'refunds',
        scene.world.wechat.notice(scene.shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund)),
      ),
    ).toBe(204);

    expect(await scene.read(orderId)).toMatchObject({ state: 'refunded', refundedFen: totalFen });
    expect(await scene.money(orderId)).toEqual([totalFen, -totalFen]);
  });

  test('a failed refund approved again keeps its number, unless WeChat has closed it', async () => {
    const numbers = async (status: 'ABNORMAL' | 'CLOSED') => {
      const { orderId } = await scene.paid();
      const refunds = scene.refunds;
      const id = await refunds.create(scene.shop.tenantId, orderId, { reason: 'x', actor: merchant });
      scene.world.wechat.refundStatus = status;
      await scene.stepRefund(id);
      scene.world.wechat.refundStatus = 'PROCESSING';
      const before = (await scene.refundOf(orderId)).out_refund_no;
      await refunds.approve(scene.shop.tenantId, id, merchant);
      return [before, (await scene.refundOf(orderId)).out_refund_no];
    };
    const [abnormal, sameAbnormal] = await numbers('ABNORMAL');
    const [closed, otherClosed] = await numbers('CLOSED');

    expect(sameAbnormal).toBe(abnormal);
    expect(otherClosed).not.toBe(closed);
  });
});
