import { encryptField } from '../src/crypto/pay-signing.js';
import { json, PayWorld } from './pay-world.js';
import type { Json } from './started-sandbox.js';

const world = new PayWorld();
let receiver: Json = {};
beforeAll(async () => {
  await world.start();
  receiver = await world.open({ appids: [], name: '供应商甲' });
});
afterAll(() => world.stop());

const encrypted = (text: string): string => encryptField(text, String(world.merchant['platformPublicKeyPem']));
const addReceiver = (changes: Json = {}) =>
  world.ask('POST', '/v3/profitsharing/receivers/add', {
    appid: world.appid,
    type: 'MERCHANT_ID',
    account: receiver['mchid'],
    name: encrypted('供应商甲'),
    relation_type: 'SUPPLIER',
    ...changes,
  });

describe('receivers', () => {
  it.each<[string, () => Json, string]>([
    ['a name in the clear', () => ({ name: '供应商甲' }), '/name'],
    ['a name that is not the merchant’s', () => ({ name: encrypted('供应商乙') }), '/name'],
    ['a merchant without a name', () => ({ name: undefined }), '/name'],
    ['a merchant that does not exist', () => ({ account: '1699999999' }), '/account'],
    ['an unknown relation', () => ({ relation_type: 'FRIEND' }), '/relation_type'],
    ['a relation of its own without its name', () => ({ relation_type: 'CUSTOM' }), '/custom_relation'],
    [
      'a sub_openid of a direct merchant',
      () => ({ type: 'PERSONAL_SUB_OPENID', account: 'oX', name: undefined }),
      '/sub_appid',
    ],
  ])('are refused with %s', async (_name, changes, field) => {
    expect(await addReceiver(changes())).toMatchObject({ code: 'PARAM_ERROR', detail: { field } });
  });

  it('are refused when the name was sealed with another key than Wechatpay-Serial names', async () => {
    const path = '/v3/profitsharing/receivers/add';
    const body = { appid: world.appid, type: 'MERCHANT_ID', account: receiver['mchid'], relation_type: 'STORE' };
    const name = encryptField('供应商甲', String(receiver['platformPublicKeyPem']));
    await world.sandbox.knob('POST', `/sandbox/pay/merchants/${String(world.merchant['mchid'])}/rotate`, {
      oldValidSeconds: 1e9,
    });
    const { publicKeys } = (await world.sandbox.knob(
      'GET',
      `/sandbox/pay/merchants/${String(world.merchant['mchid'])}/platform-keys`,
    )) as { publicKeys: { id: string }[] };
    const wechatpaySerial = publicKeys.at(-1)?.id ?? '';

    const answer = await json(world.post(path, { ...body, name }, { wechatpaySerial }));

    expect(answer).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/name' } });
  });

  it('that are persons may be nameless, but must be known to the account', async () => {
    const person = { type: 'PERSONAL_OPENID', account: world.openid, name: undefined, relation_type: 'STAFF' };

    expect(await addReceiver(person)).toMatchObject({ account: world.openid });
    expect(await addReceiver({ ...person, account: 'oNobody' })).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
