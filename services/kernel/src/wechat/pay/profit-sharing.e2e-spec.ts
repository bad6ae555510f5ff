import { constants, privateDecrypt } from 'node:crypto';
import { newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import { type RecordedAnswer, RecordedWechat } from '../testing/recorded-wechat.js';
import type { PayAccount } from './pay-account.js';
import { localPayCodes } from './pay-error-table.js';
import { PayTransport } from './pay-transport.js';
import { ProfitSharingClient } from './profit-sharing-client.js';

const parties = newPayParties();
const direct = parties.account;
const partner: PayAccount = { ...direct, partner: { appId: 'wxaaaaaaaaaaaaaaaa', subMchId: '1900000777' } };
const BASE = '/v3/profitsharing';
const order = {
  order_id: '3008450740201411110007820472',
  out_order_no: 'P0001',
  transaction_id: '4200000001',
  state: 'PROCESSING',
  receivers: [{ type: 'MERCHANT_ID', account: '1900000109', amount: 100, result: 'PENDING', description: '分成' }],
};

let wechat: RecordedWechat;
let sharing: ProfitSharingClient;
beforeAll(async () => {
  wechat = await RecordedWechat.start();
  sharing = new ProfitSharingClient(new PayTransport(wechat.settings, { backoffMs: 1, timeoutMs: 2_000 }));
});
beforeEach(() => wechat.reset());
afterAll(() => wechat.stop());

function signed(body: object): RecordedAnswer {
  const text = JSON.stringify(body);
  return { body: text, headers: signAsPlatform(parties, text) };
}
const sent = (index = 0) => JSON.parse(wechat.calls[index]?.body ?? '') as Record<string, unknown>;
const decrypted = (text: unknown) =>
  privateDecrypt(
    { key: parties.platformPrivateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(String(text), 'base64'),
  ).toString();

test.each([
  ['direct', direct, { appid: direct.appId }],
  ['partner', partner, { appid: 'wxaaaaaaaaaaaaaaaa', sub_appid: direct.appId, sub_mchid: '1900000777' }],
] as const)('a receiver is added in %s mode, its name readable by WeChat alone', async (_mode, account, who) => {
  wechat.on(`${BASE}/receivers/add`, () => signed({}));
  await sharing.addReceiver(account, {
    type: 'MERCHANT_ID',
    account: '1900000109',
    name: '西湖茶业有限公司',
    relation: 'CUSTOM',
    customRelation: '加盟商',
  });

  const { name, ...rest } = sent();
  expect(rest).toEqual({
    ...who,
    type: 'MERCHANT_ID',
    account: '1900000109',
    relation_type: 'CUSTOM',
    custom_relation: '加盟商',
  });
  expect(decrypted(name)).toBe('西湖茶业有限公司');
  expect(wechat.calls[0]?.headers['wechatpay-serial']).toBe(direct.platformPublicKeyId);
  expect(wechat.calls[0]?.body).not.toContain('西湖');
});

test('an order is shared, asked about, and each receiver has a result of its own', async () => {
  wechat.on(`${BASE}/orders`, () => signed(order));
  wechat.on(`${BASE}/orders/P0001`, () =>
    signed({
      ...order,
      state: 'FINISHED',
      receivers: [{ ...order.receivers[0], result: 'CLOSED', fail_reason: 'NO_RELATION' }],
    }),
  );
  const shares = [{ type: 'MERCHANT_ID', account: '1900000109', amountFen: 100, description: '分成' }] as const;
  const begun = await sharing.share(partner, {
    transactionId: '4200000001',
    outOrderNo: 'P0001',
    shares,
    unfreezeRest: false,
  });
  const ended = await sharing.queryOrder(partner, '4200000001', 'P0001');

  expect(begun.state).toBe('PROCESSING');
  expect(sent()).toMatchObject({
    receivers: [{ amount: 100, account: '1900000109' }],
    unfreeze_unsplit: false,
    sub_mchid: '1900000777',
  });
  expect(ended).toMatchObject({ state: 'FINISHED', receivers: [{ result: 'CLOSED', failReason: 'NO_RELATION' }] });
  expect(wechat.calls[1]?.query).toEqual({ sub_mchid: '1900000777', transaction_id: '4200000001' });
});

test('a share is taken back, what is left is unfrozen, amounts and ratio are asked', async () => {
  const back = { out_order_no: 'P0001', out_return_no: 'B0001', amount: 100, result: 'PROCESSING' };
  wechat.on(`${BASE}/return-orders`, () => signed(back));
  wechat.on(`${BASE}/return-orders/B0001`, () => signed({ ...back, result: 'SUCCESS' }));
  wechat.on(`${BASE}/orders/unfreeze`, () => signed({ ...order, out_order_no: 'P0002', receivers: undefined }));
  wechat.on(`${BASE}/transactions/4200000001/amounts`, () =>
    signed({ transaction_id: '4200000001', unsplit_amount: 900 }),
  );
  wechat.on(`${BASE}/merchant-configs/1900000777`, () => signed({ sub_mchid: '1900000777', max_ratio: 3000 }));

  const request = {
    outOrderNo: 'P0001',
    outReturnNo: 'B0001',
    returnMchId: '1900000109',
    amountFen: 100,
    description: '退款',
  };
  expect(await sharing.returnShare(direct, request)).toMatchObject({ result: 'PROCESSING' });
  expect(await sharing.queryReturn(direct, 'P0001', 'B0001')).toMatchObject({ result: 'SUCCESS' });
  expect(
    await sharing.unfreeze(direct, { transactionId: '4200000001', outOrderNo: 'P0002', description: '完结' }),
  ).toMatchObject({ receivers: [] });
  expect(await sharing.unsharedFen(direct, '4200000001')).toBe(900);
  expect(await sharing.maxRatio(partner)).toBe(3000);
  await expect(sharing.maxRatio(direct)).rejects.toThrow('partner');
});

test('an answer about another order, or of another shape, is not used', async () => {
  wechat.on(`${BASE}/orders/P0001`, () => signed({ ...order, out_order_no: 'P0009' }));
  await expect(sharing.queryOrder(direct, '4200000001', 'P0001')).rejects.toMatchObject({
    code: localPayCodes.unexpectedAnswer,
  });
  wechat.on(`${BASE}/orders/P0001`, () => signed({ ...order, state: 'DONE' }));
  await expect(sharing.queryOrder(direct, '4200000001', 'P0001')).rejects.toMatchObject({
    code: localPayCodes.unexpectedAnswer,
  });
});

test.each([
  ['direct', direct, { appid: direct.appId }],
  ['partner', partner, { appid: 'wxaaaaaaaaaaaaaaaa', sub_appid: direct.appId, sub_mchid: '1900000777' }],
] as const)('a receiver is taken away in %s mode by type and account alone', async (_mode, account, who) => {
  wechat.on(`${BASE}/receivers/delete`, () => signed({ type: 'MERCHANT_ID', account: '1900000109' }));
  await sharing.deleteReceiver(account, { type: 'MERCHANT_ID', account: '1900000109' });

  expect(wechat.calls[0]?.method).toBe('POST');
  expect(sent()).toEqual({ ...who, type: 'MERCHANT_ID', account: '1900000109' });
});
