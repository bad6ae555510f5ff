import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { chinaDay, json, PayWorld } from './pay-world.js';
import type { Json } from './started-sandbox.js';

const DAY_SECONDS = 86_400;
const world = new PayWorld();
/** The day the world's payments belong to once the clock was moved. */
let yesterday = '';
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(async () => {
  yesterday = chinaDay(Date.now() - DAY_SECONDS * 1000);
  await world.advance(90 * DAY_SECONDS);
});

const ask = (path: string, query: string, who = world.merchant) => world.sandbox.pay(who, 'GET', `${path}?${query}`);

async function fileOf(offer: Json, who = world.merchant): Promise<Buffer> {
  const address = String(offer['download_url']);
  const answer = await world.sandbox.pay(who, 'GET', address.slice(world.sandbox.url.length));
  return Buffer.from(await answer.arrayBuffer());
}

/** Rows by heading, and the two lines of totals. */
async function billOf(path: string, query: string) {
  const offer = await json(ask(path, query));
  const file = await fileOf(offer);
  expect(createHash('sha1').update(file).digest('hex')).toBe(offer['hash_value']);
  const lines = file.toString('utf8').replace('\uFEFF', '').trimEnd().split('\r\n');
  const headings = lines[0]?.split(',') ?? [];
  const valuesOf = (line: string): string[] => line.split(',').map((value) => value.replace(/^`/, ''));
  const rows = lines
    .slice(1, -2)
    .map((line) => Object.fromEntries(valuesOf(line).map((value, at) => [headings[at] ?? '', value])));
  return {
    headings,
    rows,
    totals: valuesOf(lines.at(-1) ?? ''),
    isQuoted: lines.slice(1, -2).every((line) => line.startsWith('`')),
  };
}

describe('the trade bill', () => {
  it('lists yesterday’s orders and refunds in yuan with fees and totals', async () => {
    const { order, transactionId } = await world.paidOrder({ amount: { total: 1999 } });
    await world.paidOrder({ amount: { total: 1 } });
    const refund = await world.refund(order, 999);
    await world.advance(DAY_SECONDS);

    const bill = await billOf('/v3/bill/tradebill', `bill_date=${yesterday}&bill_type=ALL`);

    expect(bill.isQuoted).toBe(true);
    expect(bill.headings).toHaveLength(27);
    expect(bill.rows.find((row) => row['交易状态'] === 'SUCCESS' && row['微信订单号'] === transactionId)).toMatchObject(
      {
        商户订单号: order['out_trade_no'],
        应结订单金额: '19.99',
        订单金额: '19.99',
        手续费: '0.12000',
      },
    );
    expect(bill.rows.find((row) => row['交易状态'] === 'REFUND')).toMatchObject({
      商户退款单号: refund['out_refund_no'],
      退款金额: '9.99',
      申请退款金额: '9.99',
      手续费: '-0.06000',
    });
    expect(bill.totals).toEqual(['3', '20.00', '9.99', '0.00', '0.06000', '20.00', '9.99']);
  });

  it('has payments alone, refunds alone, and their own columns', async () => {
    const { order } = await world.paidOrder();
    await world.refund(order, 10);
    await world.advance(DAY_SECONDS);

    const payments = await billOf('/v3/bill/tradebill', `bill_date=${yesterday}&bill_type=SUCCESS`);
    const refunds = await billOf('/v3/bill/tradebill', `bill_date=${yesterday}&bill_type=REFUND`);

    expect([payments.rows.length, refunds.rows.length]).toEqual([1, 1]);
    expect(payments.headings).not.toContain('微信退款单号');
    expect(refunds.headings).toContain('退款申请时间');
  });

  it('comes packed when asked; the hash is of what is inside', async () => {
    await world.paidOrder();
    await world.advance(DAY_SECONDS);

    const offer = await json(ask('/v3/bill/tradebill', `bill_date=${yesterday}&tar_type=GZIP`));
    const plain = gunzipSync(await fileOf(offer));

    expect(createHash('sha1').update(plain).digest('hex')).toBe(offer['hash_value']);
    expect(await json(ask('/v3/bill/tradebill', `bill_date=${yesterday}&tar_type=ZIP`))).toMatchObject({
      code: 'PARAM_ERROR',
    });
  });

  it.each([
    ['today', () => chinaDay(Date.now()), 'NO_STATEMENT_EXIST'],
    ['a day without trade', () => chinaDay(Date.now() - 5 * DAY_SECONDS * 1000), 'NO_STATEMENT_EXIST'],
    ['more than three months ago', () => chinaDay(Date.now() - 100 * DAY_SECONDS * 1000), 'PARAM_ERROR'],
    ['no day', () => '2026-02-30', 'PARAM_ERROR'],
    ['another form', () => '20260230', 'PARAM_ERROR'],
  ])('is refused for %s', async (_name, day, code) => {
    const answer = await ask('/v3/bill/tradebill', `bill_date=${day()}`);

    expect([answer.status, (await json(answer))['code']]).toEqual([400, code]);
  });

  it('is being made until the hour that was set', async () => {
    await world.paidOrder();
    await world.advance(DAY_SECONDS);
    await world.settings({ payBillFromHour: 24 });

    expect(await json(ask('/v3/bill/tradebill', `bill_date=${yesterday}`))).toMatchObject({
      code: 'STATEMENT_CREATING',
    });
    await world.settings({ payBillFromHour: 0 });
    expect(await json(ask('/v3/bill/tradebill', `bill_date=${yesterday}`))).toHaveProperty('hash_value');
  });

  it('is downloaded by its merchant only', async () => {
    const other = await world.open({ appids: [world.appid] });
    await world.paidOrder();
    await world.advance(DAY_SECONDS);
    const offer = await json(ask('/v3/bill/tradebill', `bill_date=${yesterday}`));
    const address = String(offer['download_url']);

    expect(address).toContain('/v3/billdownload/file?token=');
    expect((await world.sandbox.pay(other, 'GET', address.slice(world.sandbox.url.length))).status).toBe(404);
    expect((await fetch(address)).status).toBe(401);
  });

  it('can be made to lie: a payment missing, one that never was, a fen too much', async () => {
    const { order } = await world.paidOrder();
    await world.paidOrder();
    await world.advance(DAY_SECONDS);
    const fault = (kind: string, outTradeNo?: unknown) =>
      world.sandbox.knob('POST', '/sandbox/pay/bill-faults', {
        mchid: world.merchant['mchid'],
        kind,
        ...(outTradeNo !== undefined && { outTradeNo }),
      });
    const rows = async () => (await billOf('/v3/bill/tradebill', `bill_date=${yesterday}`)).rows;

    await fault('missing', order['out_trade_no']);
    expect((await rows()).map((row) => row['商户订单号'])).not.toContain(order['out_trade_no']);
    await fault('extra', 'NEVERWAS');
    await fault('amount');
    expect(await rows()).toMatchObject([
      { 订单金额: '10.01' },
      { 商户订单号: 'NEVERWAS', 订单金额: '1.00', 公众账号ID: world.appid },
    ]);
    expect((await rows())[1]?.['微信订单号']).toBe((await rows())[1]?.['微信订单号']);
    await world.sandbox.knob('DELETE', '/sandbox/pay/bill-faults');
    expect(await rows()).toHaveLength(2);
    expect(await fault('stolen')).toHaveProperty('error');
  });
});

describe('the fund flow bill', () => {
  it('lists what came in and went out, each with the balance after it', async () => {
    await world.sandbox.knob('PATCH', `/sandbox/pay/merchants/${String(world.merchant['mchid'])}`, {
      balanceFen: 5000,
    });
    const { order, transactionId } = await world.paidOrder();
    await world.refund(order, 500);
    await world.advance(DAY_SECONDS);

    const { rows, totals } = await billOf('/v3/bill/fundflowbill', `bill_date=${yesterday}`);

    const moved = rows
      .slice(-3)
      .map((row) => [row['业务类型'], row['收支类型'], row['收支金额(元)'], row['账户结余(元)']]);
    expect(moved).toEqual([
      ['交易', '收入', '10.00', '60.00'],
      ['扣除交易手续费', '支出', '0.06', '59.94'],
      ['退款', '支出', '4.97', '54.97'],
    ]);
    expect(rows.at(-3)).toMatchObject({ 微信支付业务单号: transactionId, 业务凭证号: order['out_trade_no'] });
    expect(totals.slice(-2)).toEqual([
      String(rows.filter((row) => row['收支类型'] === '支出').length),
      expect.any(String),
    ]);
    await world.sandbox.knob('PATCH', `/sandbox/pay/merchants/${String(world.merchant['mchid'])}`, {
      balanceFen: null,
    });
  });

  it('has no other account, and refuses one that does not exist', async () => {
    await world.paidOrder();
    await world.advance(DAY_SECONDS);
    const code = async (account: string) =>
      (await json(ask('/v3/bill/fundflowbill', `bill_date=${yesterday}&account_type=${account}`)))['code'];

    expect([await code('FEES'), await code('OPERATION'), await code('SECRET')]).toEqual([
      'NO_STATEMENT_EXIST',
      'NO_STATEMENT_EXIST',
      'PARAM_ERROR',
    ]);
  });
});
