import { newId } from '#kernel/identity/ids.js';
import { settlePayment } from '../payments/payment-settlement.js';
import { DifferenceRepair } from './difference-repair.js';
import { BillWorld, DAY, NOON } from './testing/bill-world.js';

let world: BillWorld;

beforeEach(async () => {
  world = await BillWorld.start();
});
afterEach(() => world.stop());

/** Twice, as a job that is delivered twice or comes back after a kill. */
async function reconciledTwice() {
  const id = await world.due();
  await world.run(id);
  await world.rows(
    `update reconciliation set state = 'due', stage = 'fetch', next_attempt_at = now() where id = $1 returning id`,
    [id],
  );
  await world.run(id);
  return world.day(id);
}

describe('a day whose bill agrees', () => {
  test('is balanced: sums, fees per payment, and rows of other systems on the same number left alone', async () => {
    const order = await world.order('paid', 1_999);
    const foreign = {
      ...world.billed(order),
      appId: 'wxffffffffffffffff',
      outTradeNo: 'till-0001',
      amountFen: 500,
      feeFen: 3,
    };
    world.writeBill(
      [world.billed(order, 12), foreign],
      [
        { kind: '交易', amountFen: 1_999 },
        { kind: '扣除交易手续费', amountFen: -12 },
        { kind: '交易', amountFen: 500 },
        { kind: '扣除交易手续费', amountFen: -3 },
      ],
    );

    expect(await reconciledTwice()).toEqual({
      state: 'balanced',
      paid_count: 1,
      paid_fen: 1_999,
      refund_count: 0,
      refund_fen: 0,
      fee_fen: 12,
      foreign_count: 1,
      problem: null,
      differences: [],
      linesLeft: 0,
    });
    expect(await world.rows(`select fee_fen, billed_on::text from payment`)).toEqual([{ fee_fen: 12, billed_on: DAY }]);
    expect(world.wechat.received('/v3/bill/fundflowbill')[0]?.query).toEqual({
      bill_date: DAY,
      account_type: 'BASIC',
      tar_type: 'GZIP',
    });
  });

  test('of a number that a neighbouring applet uses as well marks its own payments alone: that one is held against the same bill', async () => {
    const neighbour = { ...world.parties.account, appId: 'wx00000000000000bb' };
    const accountId = await world.saveAccount(world.tenantId, neighbour);
    const [own, theirs] = [
      await world.order('paid', 1_000),
      await world.order('paid', 2_000, { tenantId: world.tenantId, accountId, account: neighbour }),
    ];
    world.writeBill([world.billed(own), { ...world.billed(theirs), appId: neighbour.appId }]);
    const [first, second] = [await world.due(), await world.due(DAY, { tenantId: world.tenantId, accountId })];
    const marked = () => world.rows('select billed_on::text from payment order by amount_fen');

    await world.run(first);
    expect(await marked()).toEqual([{ billed_on: DAY }, { billed_on: null }]);
    await world.run(second);
    expect(await marked()).toEqual([{ billed_on: DAY }, { billed_on: DAY }]);
    for (const [id, paid_fen] of [
      [first, 1_000],
      [second, 2_000],
    ] as const) {
      expect(await world.day(id)).toMatchObject({ state: 'balanced', paid_fen, foreign_count: 1, differences: [] });
    }
  });

  test('without any trade has no bill and is balanced', async () => {
    for (const kind of ['tradebill', 'fundflowbill'])
      world.wechat.on(`/v3/bill/${kind}`, () => ({ status: 400, body: { code: 'NO_STATEMENT_EXIST', message: '' } }));

    expect(await reconciledTwice()).toMatchObject({ state: 'balanced', paid_count: 0, differences: [] });
  });
});

describe('a difference is mended by the road money takes anyway', () => {
  test('paid at WeChat, open here: the payment is booked once', async () => {
    const order = await world.order('pending');
    world.knowOrder(order);
    world.writeBill([world.billed(order)]);

    expect(await reconciledTwice()).toMatchObject({
      state: 'balanced',
      differences: ['payment_open_here repaired payment_booked'],
    });
    expect(await world.money(order.orderId)).toEqual([1_000]);
    expect(await world.rows('select state from shop_order')).toEqual([{ state: 'paid' }]);
  });

  test('paid for a closed order: booked, and given back', async () => {
    const order = await world.order('closed');
    world.knowOrder(order);
    world.writeBill([world.billed(order)]);

    expect(await reconciledTwice()).toMatchObject({ state: 'balanced' });
    expect(await world.rows('select state, amount_fen from refund')).toEqual([
      { state: 'approved', amount_fen: 1_000 },
    ]);
    expect(await world.rows(`select job from outbox where job = 'refund.step'`)).toHaveLength(1);
  });

  test.each([
    ['told by WeChat when asked', true],
    ['told by the bill alone', false],
  ])('given back in the merchant’s own console, %s: taken over with its ledger rows', async (_name, isQueryable) => {
    const order = await world.order('paid');
    if (isQueryable) world.knowRefund(order, 'console0001', 400);
    else
      world.wechat.on('/v3/refund/domestic/refunds/console0001', () => ({
        status: 404,
        body: { code: 'RESOURCE_NOT_EXISTS', message: '' },
      }));
    const refund = {
      ...world.billed(order, -2),
      amountFen: 400,
      refund: { outRefundNo: 'console0001', refundId: '50console0001' },
    };
    world.writeBill([world.billed(order), refund]);

    expect(await reconciledTwice()).toMatchObject({
      state: 'balanced',
      refund_fen: 400,
      fee_fen: 4,
      differences: ['refund_unknown_here repaired console_refund_taken_over'],
    });
    expect(await world.money(order.orderId)).toEqual([1_000, -400]);
    expect(await world.rows('select origin, state, amount_fen from refund')).toEqual([
      { origin: 'wechat_console', state: 'succeeded', amount_fen: 400 },
    ]);
  });

  test('a lost payment notice and a console refund of it on the same day: both, in order', async () => {
    const order = await world.order('pending');
    world.knowOrder(order, { trade_state: 'REFUND' });
    world.knowRefund(order, 'console0002', 1_000);
    const refund = { ...world.billed(order, -6), refund: { outRefundNo: 'console0002', refundId: '50console0002' } };
    world.writeBill([world.billed(order), refund]);

    expect(await reconciledTwice()).toMatchObject({ state: 'balanced' });
    expect(await world.money(order.orderId)).toEqual([1_000, -1_000]);
    expect(await world.rows('select state, refunded_fen from shop_order')).toEqual([
      { state: 'refunded', refunded_fen: 1_000 },
    ]);
  });

  test('a refund of ours whose notice was lost: booked', async () => {
    const order = await world.order('paid');
    const refundNo = newId().replaceAll('-', '');
    await world.rows(
      `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by)
       select tenant_id, $1, order_id, id, $2, 1000, 'x', 'processing', '{}' from payment returning id`,
      [newId(), refundNo],
    );
    world.knowRefund(order, refundNo, 1_000);
    const refund = { ...world.billed(order, -6), refund: { outRefundNo: refundNo, refundId: '50' } };
    world.writeBill([world.billed(order), refund]);

    expect(await reconciledTwice()).toMatchObject({
      state: 'balanced',
      differences: ['refund_open_here repaired refund_booked'],
    });
    expect(await world.money(order.orderId)).toEqual([1_000, -1_000]);
  });

  test('paid just before midnight by WeChat’s clock: it stands in the other day’s bill, and our time is put right', async () => {
    const order = await world.order('paid');
    world.knowOrder(order, { success_time: '2026-11-20T23:59:59+08:00' });
    world.writeBill([]);

    expect(await reconciledTwice()).toMatchObject({
      state: 'balanced',
      differences: ['payment_missing_there repaired other_day'],
    });
    expect(await world.rows('select succeeded_at from payment')).toEqual([
      { succeeded_at: new Date('2026-11-20T15:59:59Z') },
    ]);
  });
});

describe('a difference nobody but a person can judge', () => {
  test.each([
    [
      'an unknown order of our own mini-program',
      'payment_unknown_here needs_person unknown_order',
      async () => {
        const order = { orderId: '', outTradeNo: 'nobody-knows-0001', totalFen: 700 };
        world.writeBill([world.billed(order)]);
      },
    ],
    [
      'another amount',
      'payment_amount needs_person amounts_differ',
      async () => {
        const order = await world.order('paid');
        world.writeBill([{ ...world.billed(order), amountFen: 999 }]);
      },
    ],
    [
      'a payment that WeChat confirms and does not bill',
      'payment_missing_there needs_person confirmed_but_not_billed',
      async () => {
        world.knowOrder(await world.order('paid'));
        world.writeBill([]);
      },
    ],
    [
      'a payment WeChat does not know of',
      'payment_missing_there needs_person wechat_does_not_confirm',
      async () => {
        const order = await world.order('paid');
        world.knowOrder(order, { trade_state: 'NOTPAY' });
        world.writeBill([]);
      },
    ],
    [
      'more given back than was paid',
      'refund_unknown_here needs_person not_bookable',
      async () => {
        const order = await world.order('paid');
        world.knowRefund(order, 'console0003', 1_001);
        const refund = {
          ...world.billed(order, 0),
          amountFen: 1_001,
          refund: { outRefundNo: 'console0003', refundId: '50' },
        };
        world.writeBill([world.billed(order), refund]);
      },
    ],
    [
      'money in the fund flow that no trade explains',
      'fund_flow needs_person fund_flow_differs',
      async () => {
        const order = await world.order('paid');
        world.writeBill(
          [world.billed(order, 6)],
          [
            { kind: '交易', amountFen: 1_000 },
            { kind: '扣除交易手续费', amountFen: -7 },
          ],
        );
      },
    ],
  ])('%s', async (_name, found, given) => {
    await given();
    const before = await world.rows('select amount_fen from money_entry order by id');

    expect(await reconciledTwice()).toMatchObject({ state: 'differs', differences: [found] });
    expect(await world.rows('select amount_fen from money_entry order by id')).toEqual(before);
  });
});

describe('cut short', () => {
  test('between two repairs: the rest is done later, and nothing twice', async () => {
    const orders = [await world.order('pending'), await world.order('pending')];
    for (const order of orders) world.knowOrder(order);
    world.writeBill(orders.map((order) => world.billed(order)));
    const id = await world.due();
    const real = new DifferenceRepair(world.tenants, world.pay);
    let repaired = 0;
    const killed = world.step({
      repair: async (...difference) => {
        if (repaired === 1) throw new Error('killed');
        repaired += 1;
        await real.repair(...difference);
      },
    });

    await expect(world.run(id, killed)).rejects.toThrow('killed');
    await world.run(id);
    // Nobody takes the row while an attempt may still be going on.
    expect(await world.day(id)).toMatchObject({ state: 'running' });
    await world.letLeaseEnd(id);
    await world.run(id);

    expect(await world.day(id)).toMatchObject({ state: 'balanced', paid_count: 2, linesLeft: 0 });
    for (const { orderId } of orders) expect(await world.money(orderId)).toEqual([1_000]);
  });

  test('after booking and before noting it: the notice that came meanwhile and the repair are one booking', async () => {
    const order = await world.order('pending');
    world.knowOrder(order);
    world.writeBill([world.billed(order)]);
    const id = await world.due();
    const paid = await world.pay.queryOrder(world.parties.account, order.outTradeNo);
    if (!paid) throw new Error('not known');
    const real = new DifferenceRepair(world.tenants, world.pay);
    await world.run(
      id,
      world.step({
        repair: async (...difference) => {
          await world.tenants.transaction(world.tenantId, (tx) => settlePayment(tx, paid, 'notice'));
          await real.repair(...difference);
        },
      }),
    );

    expect(await world.day(id)).toMatchObject({
      state: 'balanced',
      differences: ['payment_open_here repaired agrees_now'],
    });
    expect(await world.money(order.orderId)).toEqual([1_000]);
  });

  test('in the middle of the download: nothing of that bill is acted on', async () => {
    const order = await world.order('pending');
    world.knowOrder(order);
    world.writeBill([world.billed(order)]);
    const whole = world.wechat;
    const id = await world.due();
    whole.on('/v3/billdownload/tradebill', () => ({ body: Buffer.from([0x1f, 0x8b, 8, 0, 0]) }));
    await world.run(id);

    expect(await world.day(id)).toMatchObject({
      state: 'failed',
      problem: 'wechat_pay.unexpected_answer',
      differences: [],
    });
    expect(await world.money(order.orderId)).toEqual([]);
  });
});

describe('a bill that cannot be had', () => {
  test.each([
    ['still being written', 400, 'STATEMENT_CREATING', 'running', 'wechat_pay.bill_not_ready'],
    ['WeChat is away', 500, 'SYSTEM_ERROR', 'running', 'wechat_pay.unavailable'],
    ['no right to it', 403, 'NO_AUTH', 'running', 'wechat_pay.account_misconfigured'],
  ])('%s: it is fetched again later', async (_name, status, code, state, problem) => {
    world.wechat.on('/v3/bill/tradebill', () => ({ status, body: { code, message: '' } }));
    const id = await world.due();
    await world.run(id);

    expect(await world.day(id)).toMatchObject({ state, problem });
    expect(
      await world.rows(`select next_attempt_at > now() + interval '20 minutes' as later from reconciliation`),
    ).toEqual([{ later: true }]);
  });

  test.each([
    ['with another hash', { hash_value: 'f'.repeat(40) }],
    ['on another host', { download_url: 'http://169.254.169.254/latest/meta-data' }],
    [
      'on WeChat’s host with somebody’s log-in in front',
      { download_url: 'http://user@127.0.0.1:1/v3/billdownload/file' },
    ],
    ['hashed in a way nobody documented', { hash_type: 'MD5' }],
  ])('%s is refused, and nothing is booked', async (_name, change) => {
    const order = await world.order('pending');
    world.knowOrder(order);
    world.writeBill([world.billed(order)]);
    const told = {
      hash_type: 'SHA1',
      hash_value: 'f'.repeat(40),
      download_url: `${world.wechat.url}/v3/billdownload/tradebill?token=t`,
      ...change,
    };
    world.wechat.on('/v3/bill/tradebill', () => world.signed(told));
    const id = await world.due();
    await world.run(id);

    expect(await world.day(id)).toMatchObject({
      state: 'failed',
      problem: 'wechat_pay.unexpected_answer',
      linesLeft: 0,
    });
    expect(await world.money(order.orderId)).toEqual([]);
  });
});

test(`the moments of this file lie on ${DAY}`, () => {
  expect(new Date(NOON).toISOString().slice(0, 10)).toBe(DAY);
});
