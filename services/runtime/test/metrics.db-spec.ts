import { outTradeNo } from '#commerce/payments/out-trade-no.js';
import { newId, type PaymentId } from '#kernel/identity/ids.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop(null);
});
afterAll(() => world.stop());

const metrics = async () => (await fetch(`${world.url}/metrics`)).text();

test('calls to WeChat Pay are counted by path pattern and outcome; no label names an order, an applet or a merchant', async () => {
  const number = outTradeNo(newId<PaymentId>());
  await world.app.get(PayClient).queryOrder(shop.payAccount, number);
  await world.shopper(shop);

  const text = await metrics();
  const counted = [
    ...text.matchAll(/^wechat_call_duration_seconds_count\{.*,service="(.+)",path="(.+)",outcome="(.+)"\} (\d+)$/gm),
  ];
  expect(counted.map((found) => found.slice(1).join(' '))).toEqual(
    expect.arrayContaining([
      'pay /v3/pay/transactions/out-trade-no/{no} refused 1',
      'api /sns/component/jscode2session ok 1',
    ]),
  );
  for (const secret of [number, shop.appId, shop.tenantId, shop.payAccount.mchId]) expect(text).not.toContain(secret);
});

test('notices are counted by what became of them, probes apart from forgeries', async () => {
  const notice = world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', {});
  const post = (kind: string, headers: Record<string, string>, appId: string = shop.appId) =>
    fetch(`${world.url}/pay/wechat/${appId}/${kind}`, { method: 'POST', body: notice.body, headers });
  await post('payments', { ...notice.headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/AAAA' });
  await post('refunds', { ...notice.headers, 'wechatpay-signature': 'AAAA' });
  await post('payments', notice.headers);
  await post('complaints', {}, 'wxnobody');

  const text = await metrics();
  const counted = [...text.matchAll(/^wechat_pay_notices_total\{.*kind="(\w+)",outcome="(\w+)".*\} (\d+)$/gm)];
  expect(counted.map((found) => found.slice(1).join(' ')).sort()).toEqual([
    'complaints refused 1',
    'payments probe 1',
    'payments refused 1',
    'refunds refused 1',
  ]);
});
