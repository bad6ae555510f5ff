import type { CallInput } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import { getShippingRates, removeShippingRates, replaceShippingRates } from './shipping-rates.contract.js';

type Body = Exclude<CallInput<typeof replaceShippingRates>['body'], undefined>;

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const zone = (name: string, regions: Body['zones'][number]['regions'], more: object = {}): Body['zones'][number] => ({
  name,
  regions,
  delivers: true,
  firstUnits: 1000,
  firstFen: 800,
  furtherUnits: 1000,
  furtherFen: 200,
  freeFromFen: null,
  ...more,
});
const table = (...zones: Body['zones']): Body => ({ basis: 'weight', zones });
const replace = (body: Body) => shop.api.call(replaceShippingRates, { params: shop.params, body });
const get = () => shop.api.call(getShippingRates, { params: shop.params });

test('is nothing until it is set, replaced as a whole, and can be taken away again', async () => {
  expect(await get()).toEqual({ rates: null });

  const first = table(
    zone('江浙沪', [{ province: '浙江省', cities: ['杭州市'] }]),
    zone('其他', [], { delivers: false }),
  );
  expect(await replace(first)).toEqual({ rates: first });
  const second: Body = { basis: 'piece', zones: [zone('全国', [])] };
  await replace(second);
  expect(await get()).toEqual({ rates: second });

  await shop.api.call(removeShippingRates, { params: shop.params });
  await shop.api.call(removeShippingRates, { params: shop.params });
  expect(await get()).toEqual({ rates: null });
  expect(await shop.rows(`select action from audit_entry where action like 'shipping_rates.%' order by id`)).toEqual(
    ['replace', 'replace', 'remove'].map((verb) => ({ action: `shipping_rates.${verb}` })),
  );
});

test.each<[string, unknown, string]>([
  [
    'two zones with one province',
    table(zone('一', [region('浙江')]), zone('二', [region('浙江省')])),
    '/zones/1/regions/0',
  ],
  ['two zones for everywhere else', table(zone('一', []), zone('二', [])), '/zones/1/regions'],
  ['a province that is none', table(zone('一', [region('Zhejiang')])), '/zones/0/regions/0/province'],
  ['no zones', table(), '/zones'],
  ['a negative fee', table(zone('一', [], { firstFen: -1 })), '/zones/0/firstFen'],
  ['half a fen', table(zone('一', [], { furtherFen: 0.5 })), '/zones/0/furtherFen'],
  ['steps of nothing', table(zone('一', [], { furtherUnits: 0 })), '/zones/0/furtherUnits'],
  ['a huge fee', table(zone('一', [], { firstFen: 1e15 })), '/zones/0/firstFen'],
  ['a name of blanks', table(zone(' ', [])), '/zones/0/name'],
  ['another basis', { ...table(zone('一', [])), basis: 'volume' }, '/basis'],
  ['a member nobody knows', { ...table(zone('一', [])), currency: 'CNY' }, '/currency'],
  ['a text for zones', { basis: 'weight', zones: 'x' }, '/zones'],
])('refuses %s and keeps what was there', async (_name, body, pointer) => {
  const before = await get();
  const refused = await refusal(replace(body as Body));

  expect(refused).toMatchObject({ status: 400, code: 'request.invalid' });
  expect(refused.pointers).toContain(pointer);
  expect(await get()).toEqual(before);
});

test('needs a log-in, and the neighbour’s shop does not exist', async () => {
  const body = table(zone('全国', []));
  const unknown = { params: { merchantId: newId<string>() } };
  const nobody = shop.world.stranger;

  for (const [client, at, status] of [
    [nobody, { params: shop.params }, 401],
    [shop.neighbour, { params: shop.params }, 404],
    [shop.api, unknown, 404],
  ] as const) {
    expect((await refusal(client.call(getShippingRates, at))).status).toBe(status);
    expect((await refusal(client.call(replaceShippingRates, { ...at, body }))).status).toBe(status);
    expect((await refusal(client.call(removeShippingRates, at))).status).toBe(status);
  }
});

function region(province: string) {
  return { province, cities: [] };
}
