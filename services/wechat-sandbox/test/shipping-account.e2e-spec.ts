import { openMerchant, pay, ReleasedApp } from './released-app.js';
import { StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox, {}, { released: false });
});
afterAll(() => sandbox.stop());

it('says whether an account is under shipping management', async () => {
  const isManaged = () => app.post('/wxa/sec/order/is_trade_managed', { appid: app.appid });

  expect(await isManaged()).toMatchObject({ is_trade_managed: true });
  expect(await app.errcode('/wxa/sec/order/is_trade_managed', { appid: 'wx1' })).toBe(40013);
  await app.knob('POST', '/trade-control', { managed: false, remindAccess: true });
  expect(await isManaged()).toMatchObject({ is_trade_managed: false });
  expect(
    await app.post('/wxa/sec/order/is_trade_management_confirmation_completed', { appid: app.appid }),
  ).toMatchObject({ completed: false });
  expect(await app.pushed('trade_manage_remind_access_api')).toContain('<msg>');
});

it('does not manage an account that sells nothing', async () => {
  const tool = await ReleasedApp.of(
    sandbox,
    { categories: [{ first: '工具', second: '信息查询' }] },
    { released: false },
  );

  expect(await tool.post('/wxa/sec/order/is_trade_managed', { appid: tool.appid })).toMatchObject({
    is_trade_managed: false,
  });
});

it('changes the trade type once', async () => {
  const change = (type: unknown) => app.errcode('/wxa/sec/order/setwxatradetypecgi', { type });

  expect(await change(undefined)).toBe(10060014);
  expect(await change(1)).toBe(0);
  expect(await change(2)).toBe(10060014);
});

it('knows the couriers', async () => {
  const { delivery_list: list, count } = await app.post('/cgi-bin/express/delivery/open_msg/get_delivery_list', {});

  expect(list).toHaveLength(Number(count));
  expect(list).toContainEqual({ delivery_id: 'SF', delivery_name: '顺丰速运' });
});

describe('what is closed to third parties', () => {
  const LIST = '/wxa/sec/order/get_order_list';
  const JUMP = '/wxa/sec/order/set_msg_jump_path';

  it('answers the account’s own token', async () => {
    const { appSecret } = await app.knob('GET', '');
    const { access_token: own } = await sandbox.get(
      `/cgi-bin/token?grant_type=client_credential&appid=${app.appid}&secret=${String(appSecret)}`,
    );

    expect(await app.errcode(LIST, {})).toBe(48001);
    expect(await app.errcode(JUMP, { path: 'pages/home/index' })).toBe(48001);
    expect(await sandbox.post(`${LIST}?access_token=${String(own)}`, {})).toMatchObject({ errcode: 0 });
    expect(await sandbox.post(`${JUMP}?access_token=${String(own)}`, { path: 'a' })).toMatchObject({ errcode: 0 });
  });

  it('pages the orders, newest first, for everyone when the setting says so', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { shippingOwnAccountCalls: true });
    const merchant = await openMerchant(sandbox, app.appid);
    const first = await pay(app, merchant, 'wang');
    const second = await pay(app, merchant, 'li');

    const page = await app.post(LIST, { page_size: 1 });
    expect(page).toMatchObject({ has_more: true, order_list: [{ transaction_id: second.transactionId }] });
    expect(await app.post(LIST, { page_size: 1, last_index: page['last_index'] })).toMatchObject({
      has_more: false,
      order_list: [{ transaction_id: first.transactionId }],
    });
    expect(await app.post(LIST, { openid: first.openid })).toMatchObject({ order_list: [{ openid: first.openid }] });
    expect(await app.post(LIST, { order_state: 2 })).toMatchObject({ order_list: [] });
    expect(await app.errcode(LIST, { last_index: 'x' })).toBe(10060011);
  });
});
