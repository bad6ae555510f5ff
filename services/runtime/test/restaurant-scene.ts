import { type ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { payOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const shopAt = { latitude: 30.2741, longitude: 120.1551 };
const nearby = { latitude: 30.2831, longitude: 120.1551 };
const dining = {
  dineIn: { enabled: true },
  takeaway: { enabled: true, packingFen: 100, minimumFen: 1500, preparationMinutes: 15 },
  local: {
    enabled: true,
    packingFen: 200,
    minimumFen: 2000,
    radiusMeters: 3000,
    tiers: [{ withinMeters: 3000, feeFen: 400 }],
  },
  location: shopAt,
};

export const address = {
  name: '王小二',
  phone: '13800000000',
  region: '浙江省 杭州市',
  detail: '文三路 1 号 501',
  ...nearby,
};
export const menuCsv = [
  'Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Extras',
  'beef-noodles,红烧牛肉面,<p>慢炖&nbsp;八小时</p><p>x</p>,面,份量,小份,500,22.00,"加料 0-2: 卤蛋 +3, 牛肉 +8, 青菜 +2 | 辣度 1: 不辣, 微辣"',
  'beef-noodles,,,,,大份,500,28.00,',
  'tea,酸梅汤,,饮料,,,500,8.00,',
  'broken,凉拌黄瓜,,小菜,,,500,12.00,加料随便',
].join('\n');

export interface DiningWish {
  readonly lines: { skuId: string; quantity: number; modifierIds?: string[] }[];
  readonly delivery: 'dineIn' | 'takeaway' | 'local' | 'express';
  readonly tableId?: string;
  readonly pickupAt?: string;
  readonly guests?: number;
  readonly address?: typeof address;
}

/** A restaurant with a table and three dishes, a shop next door that serves nobody, and a guest. */
export class RestaurantScene {
  private constructor(
    readonly world: RuntimeWorld,
    readonly shop: TestShop,
    readonly foreign: TestShop,
    readonly client: ApiClient,
    readonly tableId: string,
    readonly skus: Readonly<Record<'small' | 'large' | 'tea', string>>,
    /** Ids of modifiers by their names. */
    readonly extra: Readonly<Record<string, string>>,
  ) {}

  static async open(): Promise<RestaurantScene> {
    const world = await RuntimeWorld.start();
    const shop = await restaurant(world, dining);
    const foreign = await restaurant(world, {});
    const skus = await world.rows<{ id: string; price_fen: number }>(shop, 'select id, price_fen from sku');
    const priced = (fen: number) => skus.find((sku) => sku.price_fen === fen)?.id ?? '';
    const modifiers = await world.rows<{ id: string; name: string }>(shop, 'select id, name from modifier');
    return new RestaurantScene(
      world,
      shop,
      foreign,
      await world.shopper(shop),
      await newTable(world, shop, 'A1'),
      { small: priced(2200), large: priced(2800), tea: priced(800) },
      Object.fromEntries(modifiers.map(({ id, name }) => [name, id])),
    );
  }

  get params(): { appId: TestShop['appId'] } {
    return { appId: this.shop.appId };
  }

  ids(...names: string[]): string[] {
    return names.map((name) => this.extra[name] ?? '');
  }

  /** Quotes and orders at the price quoted. */
  async order(wish: DiningWish, buyer = this.client, key = newId<string>()) {
    const { address: to, guests: _, ...rest } = wish;
    const destination = to && { latitude: to.latitude, longitude: to.longitude };
    const quote = await buyer.call(quoteOrder, {
      params: this.params,
      body: { ...rest, ...(destination && { destination }) },
    });
    const body = { ...wish, expectedTotalFen: quote.totalFen };
    return buyer.call(placeOrder, { params: this.params, headers: { 'idempotency-key': key }, body });
  }

  /** The notice comes `times` over at once. */
  async pay(orderId: string, buyer = this.client, times = 1): Promise<void> {
    await buyer.call(payOrder, { params: { ...this.params, orderId } });
    await this.world.tellPaid(this.shop, orderId, times);
  }

  async stockOf(skuId: string): Promise<number | undefined> {
    const [sku] = await this.world.rows<{ stock: number }>(this.shop, 'select stock from sku where id = $1', [skuId]);
    return sku?.stock;
  }
}

async function restaurant(world: RuntimeWorld, settings: object): Promise<TestShop> {
  const made = await world.shop(null);
  const [applet] = await world.rows<{ id: string }>(made, 'select id from applet');
  await world.publish(made.tenantId, applet?.id ?? '', 2, { dining: settings });
  await world.import(made.tenantId, Buffer.from(menuCsv));
  return made;
}

export async function newTable(
  world: RuntimeWorld,
  { tenantId }: TestShop,
  name: string,
  state = 'open',
): Promise<string> {
  const id = newId<string>();
  await world.tenants.transaction(tenantId, (tx) =>
    tx.execute(
      `insert into dining_table (tenant_id, id, area, name, seats, state) values ($1, $2, '大厅', $3, 4, $4)`,
      [tenantId, id, name, state],
    ),
  );
  return id;
}
