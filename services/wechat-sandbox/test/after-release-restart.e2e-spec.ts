import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMerchant, pay, ReleasedApp } from './released-app.js';
import { eventually, StartedSandbox } from './started-sandbox.js';

const dataDir = mkdtempSync(join(tmpdir(), 'after-release-'));
const sandbox = new StartedSandbox({ SANDBOX_DATA_DIR: dataDir });
beforeAll(() => sandbox.start());
afterAll(async () => {
  await sandbox.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('keeps acceptances, links, shipments and what is still to come over a restart', async () => {
  const app = await ReleasedApp.of(sandbox);
  const merchant = await openMerchant(sandbox, app.appid);
  const { transactionId, openid } = await pay(app, merchant, 'wang');
  const { priTmplId } = await app.post('/wxaapi/newtmpl/addtemplate', { tid: '1003', kidList: [1, 2] });
  await app.knob('POST', '/subscriptions', { user: 'wang', answers: { [String(priTmplId)]: 'accept' } });
  const { openlink } = await app.post('/wxa/generatescheme', { jump_wxa: { path: 'pages/cart/index' } });
  await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 1, tradeSettleMs: 3_600_000 });
  await app.knob('POST', '/customer-messages', { user: 'wang', type: 'text', content: '在吗' });
  await app.post('/wxa/sec/order/upload_shipping_info', {
    order_key: { order_number_type: 2, transaction_id: transactionId },
    logistics_type: 4,
    delivery_mode: 1,
    shipping_list: [{ item_desc: '自提' }],
    upload_time: '2026-11-22T10:00:00.000+08:00',
    payer: { openid },
  });

  await sandbox.stopProgram();
  await sandbox.startProgram();

  const data = { character_string1: { value: 'X1' }, thing2: { value: '茶' } };
  const message = { touser: openid, template_id: priTmplId, data };
  expect(await app.post('/cgi-bin/message/subscribe/send', message)).toMatchObject({ errcode: 0 });
  expect(await app.post('/cgi-bin/message/subscribe/send', message)).toMatchObject({ errcode: 43101 });
  expect(await sandbox.knob('POST', '/sandbox/scan', { url: openlink })).toMatchObject({ opens: true });
  const reply = { touser: openid, msgtype: 'text', text: { content: '在' } };
  expect(await app.post('/cgi-bin/message/custom/send', reply)).toMatchObject({ errcode: 0 });
  await app.advance(2 * 86_400 + 1);
  const { order } = (await eventually(
    () => app.post('/wxa/sec/order/get_order', { transaction_id: transactionId }),
    (answer) => (answer['order'] as { order_state: number }).order_state > 2,
  )) as { order: object };
  expect(order).toMatchObject({ order_state: 3 });
});
