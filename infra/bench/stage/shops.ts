import type { Client } from 'pg';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { IS_MEASURED } from './neighbours.js';

export interface BenchSku {
  readonly skuId: string;
  readonly priceFen: number;
}

/** A shop that requests can be made for. */
export interface Shop {
  /** From 1: the shop of the same number in the yardsticks' data. */
  readonly number: number;
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly productIds: readonly string[];
  readonly skus: readonly BenchSku[];
  /** Authorization headers of its shoppers. */
  readonly shoppers: readonly string[];
}

interface ShopRow {
  readonly tenant_id: TenantId;
  readonly app_id: AppId;
  readonly products: string[];
  readonly skus: BenchSku[];
  readonly shoppers: ShopperId[];
}

/** Reads what `makeShops` has made, and logs its shoppers in as the product would: with a token signed by the master key. */
export async function readShops(owner: Client, masterKey: string): Promise<Shop[]> {
  const { rows } = await owner.query<ShopRow>(
    `select a.tenant_id, a.app_id,
       (select array_agg(p.id::text order by p.position) from product p where p.tenant_id = a.tenant_id) as products,
       (select jsonb_agg(jsonb_build_object('skuId', s.id, 'priceFen', s.price_fen)) from sku s where s.tenant_id = a.tenant_id) as skus,
       (select array_agg(b.id::text) from shopper b where b.tenant_id = a.tenant_id) as shoppers
     from applet a where ${IS_MEASURED} order by a.app_id`,
  );
  const tokens = new ShopperTokens(masterKey);
  const now = Date.now();
  return rows.map((row, index) => ({
    number: index + 1,
    tenantId: row.tenant_id,
    appId: row.app_id,
    productIds: row.products,
    skus: row.skus,
    shoppers: row.shoppers.map((id) => `Bearer ${tokens.issue(row.tenant_id, row.app_id, id, now).token}`),
  }));
}
