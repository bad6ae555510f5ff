import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ApiClient, CallInput } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { eventually } from '#testing/eventually.js';
import { World } from '#testing/world.js';
import { refusal } from '#testing/refusal.js';
import {
  createGroupBuy,
  getGroupBuy,
  listGroupBuys,
  listGroups,
  removeGroupBuy,
  replaceGroupBuy,
  stopGroupBuy,
} from './group-buys.contract.js';
import { importProducts } from './products.contract.js';

type Body = Exclude<CallInput<typeof createGroupBuy>['body'], undefined>;

const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

let world: World;
let tenants: TenantDatabase;
let api: ApiClient;
let neighbour: ApiClient;
let merchantId: string;
let skus: { id: string; product_id: string }[];

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  const agency = await world.agency();
  api = agency.api;
  neighbour = (await world.agency()).api;
  merchantId = (await world.merchant(agency)).id;
  const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\noolong,Oolong,50,30\ncup,Cup,50,30\n';
  await api.call(importProducts, { params: params(), body: new TextEncoder().encode(csv) });
  skus = await rows('select id, product_id from sku order by id');
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

const params = () => ({ merchantId });
const rows = <Row>(sql: string, values: readonly unknown[] = []) =>
  tenants.transaction(asId<TenantId>(merchantId), (tx) => tx.query<Row>(sql, values));
const sku = (index = 0) => skus[index]!;

const body = (more: object = {}): Body => ({
  title: '  三人团 ',
  productId: sku().product_id,
  size: 3,
  hours: 24,
  startsAt: at(10),
  endsAt: at(60),
  perShopper: 2,
  total: 30,
  items: [{ skuId: sku().id, priceFen: 1990 }],
  ...more,
});
const create = (more: object = {}) => api.call(createGroupBuy, { params: params(), body: body(more) });
const offer = (groupBuyId: string) => ({ params: { merchantId, groupBuyId } });
const page = { query: { limit: 20 } };

describe('a group buy', () => {
  test('is planned, changed until it begins, and deleted, and all of it is on record', async () => {
    const planned = await create();
    const changed = await api.call(replaceGroupBuy, { ...offer(planned.id), body: body({ size: 5, total: null }) });
    const { items } = await api.call(listGroupBuys, { params: params(), ...page });
    await api.call(removeGroupBuy, offer(planned.id));

    expect(planned).toMatchObject({
      title: '三人团',
      productTitle: expect.any(String),
      state: 'planned',
      size: 3,
      hours: 24,
      perShopper: 2,
      total: 30,
      sold: 0,
      groups: { open: 0, complete: 0, failed: 0 },
      items: [{ skuId: sku().id, priceFen: 1990, listPriceFen: 3000 }],
    });
    expect(changed).toMatchObject({ size: 5, total: null });
    expect(items).toEqual([changed]);
    expect(await refusal(api.call(getGroupBuy, offer(planned.id)))).toMatchObject({
      status: 404,
      code: 'group_buy.not_found',
    });
    expect(await rows('select action from audit_entry where subject_id = $1 order by id', [planned.id])).toEqual(
      ['create', 'change', 'remove'].map((verb) => ({ action: `group_buy.${verb}` })),
    );
  });

  test('that runs stays as it was announced, and ends early once', async () => {
    const { id } = await create({ startsAt: at(-1) });

    for (const call of [api.call(replaceGroupBuy, { ...offer(id), body: body() }), api.call(removeGroupBuy, offer(id))])
      expect(await refusal(call)).toMatchObject({ status: 409, code: 'group_buy.begun' });
    expect(await api.call(stopGroupBuy, offer(id))).toMatchObject({ state: 'over', stoppedAt: expect.any(String) });
    expect((await refusal(api.call(stopGroupBuy, offer(id)))).code).toBe('group_buy.not_running');
    expect(await api.call(getGroupBuy, offer(id))).toMatchObject({ state: 'over' });
  });

  test('that begins while a change waits for its row is not changed any more', async () => {
    const { id } = await create({ startsAt: new Date(Date.now() + 2000).toISOString() });

    const refused = await tenants.transaction(asId<TenantId>(merchantId), async (tx) => {
      // As whoever opens a group does.
      await tx.query('select from group_buy where id = $1 for no key update', [id]);
      const calls = [api.call(removeGroupBuy, offer(id)), api.call(replaceGroupBuy, { ...offer(id), body: body() })];
      const answers = Promise.all(calls.map((call) => refusal(call as Promise<unknown>)));
      await eventually(
        () => tx.query<{ held: number }>('select count(*)::int as held from pg_locks where not granted'),
        ([locks]) => locks?.held === 2,
      );
      await eventually(
        () => tx.query('select from group_buy where id = $1 and starts_at <= clock_timestamp()', [id]),
        (begun) => begun.length === 1,
      );
      return { answers };
    });

    const begun = { status: 409, code: 'group_buy.begun' };
    expect(await refused.answers).toMatchObject([begun, begun]);
  });

  test('shows its groups, newest first, page by page', async () => {
    const { id } = await create({ startsAt: at(-1) });
    const groups = [newId<string>(), newId<string>(), newId<string>()];
    for (const group of groups)
      await rows(
        `insert into buying_group (tenant_id, id, group_buy_id, size, ends_at) values ($1, $2, $3, 3, now() + interval '1 hour') returning id`,
        [merchantId, group, id],
      );

    const first = await api.call(listGroups, { ...offer(id), query: { limit: 2 } });
    const second = await api.call(listGroups, { ...offer(id), query: { limit: 2, cursor: first.nextCursor! } });

    expect([...first.items, ...second.items].map((group) => group.id)).toEqual(groups.sort().reverse());
    expect(first.items[0]).toMatchObject({ state: 'open', size: 3, paid: 0, orders: [] });
    expect(second.nextCursor).toBeNull();
    expect(await api.call(getGroupBuy, offer(id))).toMatchObject({ groups: { open: 3, complete: 0, failed: 0 } });
  });

  test.each([
    ['for one', () => ({ size: 1 }), '/size'],
    ['for a crowd', () => ({ size: 101 }), '/size'],
    ['without hours', () => ({ hours: 0 }), '/hours'],
    ['of four days', () => ({ hours: 73 }), '/hours'],
    ['dearer than usual', () => ({ items: [{ skuId: sku().id, priceFen: 3000 }] }), '/items/0/priceFen'],
    ['for nothing', () => ({ items: [{ skuId: sku().id, priceFen: 0 }] }), '/items/0/priceFen'],
    ['with a float', () => ({ items: [{ skuId: sku().id, priceFen: 19.9 }] }), '/items/0/priceFen'],
    ['of nothing', () => ({ items: [] }), '/items'],
    ['of another product’s goods', () => ({ items: [{ skuId: sku(1).id, priceFen: 1990 }] }), '/items/0/skuId'],
    [
      'of goods named twice',
      () => ({ items: [1990, 1890].map((priceFen) => ({ skuId: sku().id, priceFen })) }),
      '/items/1/skuId',
    ],
    ['of a product that is not there', () => ({ productId: newId() }), '/productId'],
    ['with fewer than one group needs', () => ({ total: 2 }), '/total'],
    ['with none per person', () => ({ perShopper: 0 }), '/perShopper'],
    ['that ends before it starts', () => ({ endsAt: at(9) }), '/endsAt'],
    ['that is over', () => ({ startsAt: at(-20), endsAt: at(-10) }), '/endsAt'],
    ['for ever', () => ({ endsAt: at(400 * 24 * 60) }), '/endsAt'],
    ['without a title', () => ({ title: '  ' }), '/title'],
    ['with what nobody knows', () => ({ colour: 'red' }), '/colour'],
  ])('%s is refused', async (_name, more, pointer) => {
    const refused = await refusal(create(more()));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });
});

test('a dish whose options must be chosen is not sold to groups: nobody could choose them', async () => {
  const [dish, side] = [sku(1), newId<string>()];
  const ask = () => refusal(create({ productId: dish.product_id, items: [{ skuId: dish.id, priceFen: 1990 }] }));
  await rows(
    `with g as (insert into modifier_group (tenant_id, id, name, min_choices, max_choices) values ($1, $2, '做法', 1, 1) returning id)
     insert into product_modifier_group (tenant_id, product_id, group_id, position) select $1, $3, id, 1 from g returning 1`,
    [merchantId, side, dish.product_id],
  );

  expect(await ask()).toEqual({ status: 400, code: 'request.invalid', pointers: ['/productId'] });
  await rows('update modifier_group set min_choices = 0 where id = $1 returning 1', [side]);
  await create({ productId: dish.product_id, items: [{ skuId: dish.id, priceFen: 1990 }] });
});

test('nobody without a log-in, and no neighbour, sees or changes any of it', async () => {
  const { id } = await create();
  const calls = (client: ApiClient) => [
    client.call(listGroupBuys, { params: params(), ...page }),
    client.call(createGroupBuy, { params: params(), body: body() }),
    client.call(getGroupBuy, offer(id)),
    client.call(replaceGroupBuy, { ...offer(id), body: body() }),
    client.call(stopGroupBuy, offer(id)),
    client.call(removeGroupBuy, offer(id)),
    client.call(listGroups, { ...offer(id), ...page }),
  ];
  const statuses = async (client: ApiClient) =>
    Promise.all(calls(client).map(async (call) => (await refusal(call as Promise<unknown>)).status));

  expect(new Set(await statuses(world.stranger))).toEqual(new Set([401]));
  expect(new Set(await statuses(neighbour))).toEqual(new Set([404]));
});
