import type { Client } from 'pg';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import type { Shop } from './shops.js';

/** A shop of its own, so that its crowd is nobody else's. */
export const RUSH_SHOPS = 1;

/** What is to be had in each sale, of stock and contingent alike. */
export const RUSH_STOCK = 20_000;
/** More than the stock when everybody takes all they may. */
const RUSH_SHOPPERS = 5_000;
const PER_SHOPPER = 5;

/** A sale of one SKU that has just begun. */
export interface RushSale {
  readonly saleId: string;
  readonly skuId: string;
  readonly priceFen: number;
}

/** What the database says of a sale after the rush. */
export interface RushOutcome {
  readonly orders: number;
  /** Of the contingent, by its row and by its ledger. */
  readonly sold: number;
  readonly booked: number;
  /** Of the stock, by its row and by its ledger. */
  readonly stock: number;
  readonly balance: number;
  /** Shoppers above their share. */
  readonly greedy: number;
}

/** One shop with a crowd of shoppers, and a sale of another of its SKUs for every load. */
export class RushShop {
  private readonly opened: RushSale[] = [];

  private constructor(
    private readonly owner: Client,
    readonly shop: Shop,
    /** Authorization headers of the crowd. */
    readonly crowd: readonly string[],
  ) {}

  static async open(owner: Client, shop: Shop | undefined, masterKey: string): Promise<RushShop> {
    if (!shop) throw new Error('The rush needs a shop.');
    const { rows } = await owner.query<{ id: ShopperId }>(
      `insert into shopper (tenant_id, id, app_id, open_id)
       select $1, uuidv7(), $2, 'rush-' || n from generate_series(1, $3::int) n returning id`,
      [shop.tenantId, shop.appId, RUSH_SHOPPERS],
    );
    const tokens = new ShopperTokens(masterKey);
    const now = Date.now();
    const crowd = rows.map(({ id }) => `Bearer ${tokens.issue(shop.tenantId, shop.appId, id, now).token}`);
    await owner.query('vacuum analyze shopper');
    return new RushShop(owner, shop, crowd);
  }

  /** The latest. */
  get sale(): RushSale {
    const sale = this.opened.at(-1);
    if (!sale) throw new Error('No sale has begun.');
    return sale;
  }

  async nextSale(): Promise<RushSale> {
    const { tenantId, skus } = this.shop;
    const sku = skus[this.opened.length];
    if (!sku) throw new Error('Every SKU of the shop has had its sale.');
    const sale = { saleId: newId<string>(), skuId: sku.skuId, priceFen: sku.priceFen - 100 };
    const values = [tenantId, sale.saleId, sale.skuId];
    await this.owner.query(
      `with brought as (
         insert into stock_entry (tenant_id, id, sku_id, delta, reason)
         select $1, uuidv7(), id, $3::int - stock, 'adjustment' from sku where tenant_id = $1 and id = $2
       ) update sku set stock = $3 where tenant_id = $1 and id = $2`,
      [tenantId, sale.skuId, RUSH_STOCK],
    );
    await this.owner.query(
      `insert into flash_sale (tenant_id, id, title, starts_at, ends_at)
       values ($1, $2, '整点抢', now() - interval '1 second', now() + interval '1 day')`,
      values.slice(0, 2),
    );
    await this.owner.query(
      `insert into flash_sale_item (tenant_id, sale_id, sku_id, price_fen, total, per_shopper, position, starts_at, ends_at)
       select tenant_id, id, $3, $4, $5, $6, 1, starts_at, ends_at from flash_sale where tenant_id = $1 and id = $2`,
      [...values, sale.priceFen, RUSH_STOCK, PER_SHOPPER],
    );
    this.opened.push(sale);
    return sale;
  }

  async outcome(): Promise<RushOutcome> {
    const { saleId, skuId } = this.sale;
    const { rows } = await this.owner.query<Record<keyof RushOutcome, string>>(
      `select i.sold, s.stock,
         (select count(*) from shop_order o where o.tenant_id = $1 and o.lines -> 0 ->> 'flashSaleId' = $2::uuid::text) as orders,
         (select coalesce(sum(delta), 0) from flash_sale_entry e where e.tenant_id = $1 and e.sale_id = $2) as booked,
         (select sum(delta) from stock_entry e where e.tenant_id = $1 and e.sku_id = $3) as balance,
         (select count(*) from (select 1 from flash_sale_entry e where e.tenant_id = $1 and e.sale_id = $2
           group by e.shopper_id having sum(delta) > $4) g) as greedy
       from flash_sale_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id
       where i.tenant_id = $1 and i.sale_id = $2 and i.sku_id = $3`,
      [this.shop.tenantId, saleId, skuId, PER_SHOPPER],
    );
    const count = (name: keyof RushOutcome) => Number(rows[0]?.[name]);
    return {
      orders: count('orders'),
      sold: count('sold'),
      booked: count('booked'),
      stock: count('stock'),
      balance: count('balance'),
      greedy: count('greedy'),
    };
  }
}

/** Whether a sale has sold exactly what its winners were told. */
export function isExact({ orders, sold, booked, stock, balance, greedy }: RushOutcome, winners: number): boolean {
  const taken = [orders, sold, booked, RUSH_STOCK - stock, RUSH_STOCK - balance];
  return greedy === 0 && taken.every((count) => count === winners);
}
