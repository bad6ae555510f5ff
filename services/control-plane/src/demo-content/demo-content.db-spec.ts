import { DemoItems } from '#commerce/demo-content/demo-items.js';
import { perKind } from '#commerce/demo-content/demo-rows.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import { type AppId, asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { refusal } from '#testing/refusal.js';
import { World, unique } from '#testing/world.js';
import { changeService, listServices, listStaff } from '../commerce/booking-setup.contract.js';
import { changeTable, createModifierGroup, listModifierGroups, listTables } from '../commerce/dining.contract.js';
import { listArticles, listAuthors } from '../commerce/magazine.contract.js';
import { changeProduct, changeSku, getProduct, importProducts, listProducts } from '../commerce/products.contract.js';
import { startStorefront } from '../hosting/storefront.contract.js';
import { listTemplates } from '../hosting/templates.contract.js';
import { createMerchant } from '../merchants/merchants.contract.js';
import { getDemoContent, importDemoContent, removeDemoContent } from './demo-content.contract.js';

let world: World;
let tenants: TenantDatabase;
let api: ApiClient;
let neighbour: ApiClient;

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  api = (await world.agency()).api;
  neighbour = (await world.agency()).api;
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

type Params = { readonly merchantId: string; readonly appId: string };
const none = perKind(() => 0);

/** A merchant with an authorised applet whose storefront was begun from a preset. */
async function shop(templateId: string, presetId: string): Promise<Params> {
  const merchantId = (await makeMerchant()).id;
  const appId = `wx${unique()}${unique()}`.slice(0, 18);
  await rows(
    { merchantId, appId },
    `insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`,
    [newId(), appId],
  );
  await api.call(startStorefront, { params: { merchantId, appId }, body: { templateId, presetId } });
  return { merchantId, appId };
}

const makeMerchant = () => api.call(createMerchant, { body: { clientRef: unique(), name: '演示店铺' } });
const rows = <Row>({ merchantId }: Params, sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  tenants.transaction(asId<TenantId>(merchantId), (tx) => tx.query<Row>(sql, [merchantId, ...values]));
const bring = (params: Params, presetId: string) => api.call(importDemoContent, { params, body: { presetId } });
const takeOut = (params: Params) => api.call(removeDemoContent, { params });
const goodsOf = async ({ merchantId }: Params) =>
  (await api.call(listProducts, { params: { merchantId }, query: { limit: 100 } })).items;
/** What the shop's tables hold, by kind. */
const holdings = async (params: Params) => {
  const [counts] = await rows<Record<keyof typeof none, number>>(
    params,
    `select (select count(*)::int from product where tenant_id = $1) as product, (select count(*)::int from service where tenant_id = $1) as service,
       (select count(*)::int from staff where tenant_id = $1) as staff, (select count(*)::int from author where tenant_id = $1) as author,
       (select count(*)::int from article where tenant_id = $1) as article, (select count(*)::int from dining_table where tenant_id = $1) as "table",
       (select count(*)::int from coupon where tenant_id = $1) as coupon, (select count(*)::int from flash_sale where tenant_id = $1) as "flashSale",
       (select count(*)::int from group_buy where tenant_id = $1) as "groupBuy", (select count(*)::int from draw where tenant_id = $1) as draw`,
  );
  return counts ?? none;
};
/** Somebody's order, without the way there. */
const shopper = async (params: Params) => {
  const id = newId();
  await rows(params, `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, $3, $4)`, [
    id,
    params.appId,
    unique(),
  ]);
  return id;
};

describe('every preset', () => {
  const offers = ['coupon', 'flashSale', 'groupBuy', 'draw'] as const;
  const presets: [string, string, (keyof typeof none)[]][] = [
    ['retail', 'home-living', ['product', ...offers]],
    ['retail', 'tea-house', ['product', ...offers]],
    ['restaurant', 'noodle-house', ['product', 'table', 'coupon']],
    ['restaurant', 'cafe', ['product', 'table', 'coupon']],
    ['booking', 'hair-salon', ['service', 'staff']],
    ['booking', 'yoga-studio', ['service', 'staff']],
    ['magazine', 'food-blogger', ['product', 'author', 'article', ...offers]],
    ['magazine', 'outdoor-brand', ['product', 'author', 'article', ...offers]],
  ];

  test('of the installed templates is tried here', async () => {
    const { items } = await api.call(listTemplates, {});
    const known = items.flatMap(({ id, presets: own }) => own.map((preset) => `${id}/${preset.id}`));
    expect(new Set(presets.map(([template, preset]) => `${template}/${preset}`))).toEqual(new Set(known));
  });

  test.each(presets)(
    '%s/%s comes in whole, twice without a change, and goes out again',
    async (template, preset, kinds) => {
      const params = await shop(template, preset);

      const first = await bring(params, preset);
      const held = await holdings(params);
      const again = await bring(params, preset);

      expect(kinds.every((kind) => first.created[kind] > 0)).toBe(true);
      expect(first).toMatchObject({ templateId: template, presetId: preset, unchanged: none, kept: none });
      expect(held).toEqual(first.created);
      expect(again).toMatchObject({ created: none, unchanged: first.created, kept: none });
      expect(await holdings(params)).toEqual(held);
      const state = await api.call(getDemoContent, { params });
      expect(state).toMatchObject({ contents: [{ templateId: template, presetId: preset }], items: first.created });
      expect(first.pictures.pending + first.pictures.stored).toBeGreaterThanOrEqual(first.created.product);

      const gone = await takeOut(params);
      // The stock ledger keeps goods; all else is free to go.
      expect(gone).toEqual({
        removed: { ...first.created, product: 0 },
        archived: { ...none, product: first.created.product },
        kept: none,
      });
      expect(await holdings(params)).toEqual({ ...none, product: first.created.product });
      expect((await goodsOf(params)).filter(({ state: shown }) => shown === 'active')).toEqual([]);
      expect(await takeOut(params)).toEqual({ removed: none, archived: none, kept: none });

      const back = await bring(params, preset);
      expect(back.created).toEqual(first.created);
      expect(await holdings(params)).toEqual(held);
      expect((await goodsOf(params)).every(({ state: shown }) => shown === 'active')).toBe(true);
    },
  );
});

describe("what is the merchant's own", () => {
  test('goods of the same handle, edited goods and stock stay as they are, and stay when the demo goes', async () => {
    const params = await shop('retail', 'tea-house');
    const at = { merchantId: params.merchantId };
    const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\nanji-baicha,我的安吉白茶,5,99\n';
    await api.call(importProducts, { params: at, body: new TextEncoder().encode(csv) });
    const first = await bring(params, 'tea-house');
    expect(first.kept.product).toBe(1);

    const [edited, restocked] = (await goodsOf(params)).filter((item) => item.handle !== 'anji-baicha');
    const sku = (await api.call(getProduct, { params: { ...at, productId: restocked?.id ?? '' } })).skus[0];
    await api.call(changeProduct, { params: { ...at, productId: edited?.id ?? '' }, body: { title: '改过的茶' } });
    await api.call(changeSku, { params: { ...at, skuId: sku?.id ?? '' }, body: { stock: 3 } });
    const again = await bring(params, 'tea-house');

    expect(again.kept.product).toBe(3);
    expect(again.created).toEqual(none);
    const gone = await takeOut(params);
    expect(gone.kept.product).toBe(2);
    const shown = (await goodsOf(params)).filter(({ state }) => state === 'active');
    expect(shown.map(({ title }) => title)).toEqual(expect.arrayContaining(['我的安吉白茶', '改过的茶']));
    expect(shown).toHaveLength(3);
  });

  test('goods in a flash sale of the merchant stay until it is over', async () => {
    const params = await shop('retail', 'home-living');
    await bring(params, 'home-living');
    const offered = (await goodsOf(params)).find(({ handle }) => handle === 'wall-clock');
    await rows(
      params,
      `with sale as (insert into flash_sale (tenant_id, id, title, starts_at, ends_at) values ($1, $3, '周末', now(), now() + interval '1 day'))
       insert into flash_sale_item (tenant_id, sale_id, sku_id, price_fen, total, position, starts_at, ends_at)
       select $1, $3, id, 100, 1, 0, now(), now() + interval '1 day' from sku where tenant_id = $1 and product_id = $2 limit 1`,
      [offered?.id, newId()],
    );
    const first = await takeOut(params);
    expect(first.kept.product).toBe(1);
    expect((await goodsOf(params)).filter(({ state }) => state === 'active')).toMatchObject([{ id: offered?.id }]);

    await rows(params, `update flash_sale_item set ends_at = starts_at where tenant_id = $1`);
    expect((await takeOut(params)).archived.product).toBe(1);
  });

  test('stock that was sold does not come back with a second import', async () => {
    const params = await shop('retail', 'home-living');
    await bring(params, 'home-living');
    const [sold] = await goodsOf(params);
    await rows(
      params,
      `with taken as (update sku set stock = stock - 1 where tenant_id = $1 and id = (select id from sku where tenant_id = $1 and product_id = $2 limit 1)
         returning id)
       insert into stock_entry (tenant_id, id, sku_id, delta, reason, reference_id) select $1, $3, id, -1, 'order', $3 from taken`,
      [sold?.id, newId()],
    );
    const again = await bring(params, 'home-living');
    expect(again.created).toEqual(none);
    expect((await goodsOf(params)).find(({ id }) => id === sold?.id)?.stock).toBe((sold?.stock ?? 0) - 1);
  });

  test('a service that was changed stays, with those who do it; one that is booked is hidden', async () => {
    const params = await shop('booking', 'hair-salon');
    const at = { merchantId: params.merchantId };
    const first = await bring(params, 'hair-salon');
    const { items: services } = await api.call(listServices, { params: at });
    const { items: staff } = await api.call(listStaff, { params: at });
    const [changed, booked] = services;
    await api.call(changeService, { params: { ...at, serviceId: changed?.id ?? '' }, body: { priceFen: 19_900 } });
    await rows(
      params,
      `insert into booking_session (tenant_id, id, staff_id, service_id, starts_at, ends_at, busy_until, capacity, taken)
       values ($1, $2, $3, $4, now(), now() + interval '1 hour', now() + interval '1 hour', 1, 1)`,
      [newId(), staff.find(({ serviceIds }) => !serviceIds.includes(changed?.id ?? ''))?.id, booked?.id],
    );

    const gone = await takeOut(params);

    expect(gone.kept.service).toBe(1);
    expect(gone.archived).toMatchObject({ service: 1, staff: 1 });
    expect(gone.removed.service).toBe(first.created.service - 2);
    const left = await api.call(listServices, { params: at });
    expect(new Map(left.items.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [changed?.id, 'active'],
        [booked?.id, 'hidden'],
      ]),
    );
    const people = (await api.call(listStaff, { params: at })).items.filter(({ state }) => state === 'active');
    expect(people.length).toBe(gone.kept.staff);
    expect(people.every(({ serviceIds }) => serviceIds.includes(changed?.id ?? ''))).toBe(true);

    const back = await bring(params, 'hair-salon');
    expect(back.kept.service).toBe(1);
    const whole = await api.call(listServices, { params: at });
    expect(whole.items).toHaveLength(first.created.service);
    expect(whole.items.every(({ state }) => state === 'active')).toBe(true);
  });

  test('an article that was read with a comment is withdrawn with its author, and comes back', async () => {
    const params = await shop('magazine', 'food-blogger');
    const at = { merchantId: params.merchantId };
    const first = await bring(params, 'food-blogger');
    const [read] = (await api.call(listArticles, { params: at, query: { limit: 50 } })).items;
    await rows(
      params,
      `insert into article_comment (tenant_id, id, app_id, article_id, shopper_id, words, digest, state) values ($1, $2, $3, $4, $5, '好', 'x', 'shown')`,
      [newId(), params.appId, read?.id, await shopper(params)],
    );

    const gone = await takeOut(params);

    expect(gone.archived.article).toBe(1);
    expect(gone.removed.article).toBe(first.created.article - 1);
    expect(gone.kept.author).toBe(1);
    expect((await api.call(listArticles, { params: at, query: { limit: 50 } })).items).toMatchObject([
      { id: read?.id, state: 'withdrawn' },
    ]);
    await bring(params, 'food-blogger');
    const back = (await api.call(listArticles, { params: at, query: { limit: 50 } })).items;
    expect(back).toHaveLength(first.created.article);
    expect(back.every(({ state }) => state === 'published')).toBe(true);
    expect((await api.call(listAuthors, { params: at })).items).toHaveLength(first.created.author);
  });

  test('extras of the same name and tables stay; a table with a printed code is closed', async () => {
    const params = await shop('restaurant', 'noodle-house');
    const at = { merchantId: params.merchantId };
    const spicy = { name: '辣度', minChoices: 1, maxChoices: 1, modifiers: [{ name: '变态辣', priceFen: 100 }] };
    await api.call(createModifierGroup, { params: at, body: spicy });
    const first = await bring(params, 'noodle-house');
    const groups = (await api.call(listModifierGroups, { params: at })).items;
    expect(groups.find(({ name }) => name === '辣度')).toMatchObject({ modifiers: [{ name: '变态辣' }] });
    expect(groups.find(({ name }) => name === '加料')?.productIds.length).toBeGreaterThan(0);
    const [widened, printed] = (await api.call(listTables, { params: at })).items;
    await api.call(changeTable, { params: { ...at, tableId: widened?.id ?? '' }, body: { seats: 8 } });
    await rows(
      params,
      `insert into short_code (tenant_id, id, app_id, code, kind, target, label) values ($1, $2, $3, 'Tab1e', 'table', $4, '桌')`,
      [newId(), params.appId, printed?.id],
    );

    const gone = await takeOut(params);

    expect(gone).toMatchObject({ kept: { table: 1 }, archived: { table: 1 } });
    expect(gone.removed.table).toBe(first.created.table - 2);
    expect((await api.call(listTables, { params: at })).items.find(({ id }) => id === printed?.id)?.state).toBe(
      'closed',
    );
    await bring(params, 'noodle-house');
    expect((await api.call(listTables, { params: at })).items.find(({ id }) => id === printed?.id)?.state).toBe('open');
  });
});

describe('a process killed on the way', () => {
  test('between the claim and the import: the next import brings everything, and a removal deletes nothing it cannot know', async () => {
    const params = await shop('booking', 'yoga-studio');
    const items = new DemoItems(tenants, world.app.get(Broadcast));
    const handles = { ...perKind((): string[] => []), service: ['flow'], staff: ['an'] };
    const origin = {
      appId: asId<AppId>(params.appId),
      templateId: 'booking',
      templateVersion: '1.0.0',
      presetId: 'yoga-studio',
    };
    const author = { actor: systemActor('test'), requestId: 'test' };
    await items.claim(asId<TenantId>(params.merchantId), origin, handles, author);
    const first = await bring(params, 'yoga-studio');
    expect(await holdings(params)).toEqual(first.created);

    await rows(params, `update demo_item set fingerprint = null where tenant_id = $1 and handle = 'flow'`);
    const gone = await takeOut(params);
    expect(gone.archived.service).toBe(1);
    expect(gone.removed.service).toBe(first.created.service - 1);
  });

  test('a removal while an import is under way leaves nothing that a second removal does not find', async () => {
    const params = await shop('magazine', 'food-blogger');
    await Promise.all([bring(params, 'food-blogger'), takeOut(params), takeOut(params)]);
    await takeOut(params);
    expect(await holdings(params)).toMatchObject({ ...none, product: expect.any(Number) });
    expect((await goodsOf(params)).filter(({ state }) => state === 'active')).toEqual([]);
    const items = await api.call(getDemoContent, { params });
    expect(items).toMatchObject({ contents: [], items: none });
  });

  test('two that ask at the same time bring everything once', async () => {
    const params = await shop('magazine', 'outdoor-brand');
    await Promise.all([bring(params, 'outdoor-brand'), bring(params, 'outdoor-brand')]);
    const held = await holdings(params);
    const again = await bring(params, 'outdoor-brand');
    expect(again).toMatchObject({ created: none, unchanged: held, kept: none });
  });
});

describe('refused', () => {
  let params: Params;
  beforeAll(async () => {
    params = await shop('retail', 'tea-house');
  });

  test.each([
    ['a preset of another vertical', 'hair-salon', 409, 'demo_content.other_template'],
    ['a preset that no template has', 'nowhere', 404, 'template.preset_not_found'],
    ['a path', '../tea-house', 404, 'template.preset_not_found'],
  ])('%s', async (_name, presetId, status, code) => {
    expect(await refusal(bring(params, presetId))).toMatchObject({ status, code });
    expect(await holdings(params)).toEqual(none);
  });

  test.each([
    ['without a preset', {}],
    ['with a number', { presetId: 5 }],
    ['with an empty one', { presetId: '' }],
    ['with a very long one', { presetId: 'x'.repeat(10_000) }],
    ['with a NUL', { presetId: 'tea\u0000house' }],
    ['with more', { presetId: 'tea-house', force: true }],
  ])('a body %s', async (_name, body) => {
    const call = api.call(importDemoContent, { params, body: body as never });
    expect(await refusal(call)).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  test('an applet whose storefront has not begun, and one that is not there', async () => {
    const merchantId = (await makeMerchant()).id;
    const appId = `wx${unique()}${unique()}`.slice(0, 18);
    expect(await refusal(bring({ merchantId, appId }, 'tea-house'))).toMatchObject({ status: 404 });
    await rows(
      { merchantId, appId },
      `insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`,
      [newId(), appId],
    );
    const refused = await refusal(bring({ merchantId, appId }, 'tea-house'));
    expect(refused).toMatchObject({ status: 404, code: 'storefront.not_found' });
  });

  test.each([
    ['import', (client: ApiClient) => client.call(importDemoContent, { params, body: { presetId: 'tea-house' } })],
    ['look', (client: ApiClient) => client.call(getDemoContent, { params })],
    ['removal', (client: ApiClient) => client.call(removeDemoContent, { params })],
  ])('%s by a stranger and by a neighbour', async (_name, call: (client: ApiClient) => Promise<unknown>) => {
    expect(await refusal(call(world.stranger))).toMatchObject({ status: 401 });
    expect(await refusal(call(neighbour))).toMatchObject({ status: 404 });
  });
});
