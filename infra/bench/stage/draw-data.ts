import type { Client } from 'pg';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { type AppId, newId, type ShopperId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import type { Shop } from './shops.js';

/** A shop of its own, so that its crowd is nobody else's. */
export const DRAW_SHOPS = 1;

export interface DrawShop {
  readonly appId: AppId;
  readonly drawId: string;
  /** Authorization headers. */
  readonly shoppers: readonly string[];
}

const SHOPPERS = 4_000;
/** More than a run makes by each of them. */
const TRIES = 100;

/** A running draw whose first prizes are soon gone, as they are in life, and thousands of shoppers for it. `owner` as in `makeShops`. */
export async function makeDraw(owner: Client, [shop]: readonly Shop[], masterKey: string): Promise<DrawShop> {
  if (!shop) throw new Error('The draw needs a shop.');
  const { tenantId, appId } = shop;
  const drawId = newId<string>();
  const { hash, sealed } = new DrawSeeds(new Vault([masterKey])).make(tenantId, drawId);
  const { rows } = await owner.query<{ id: ShopperId }>(
    `insert into shopper (tenant_id, id, app_id, open_id) select $1, uuidv7(), $2, 'draw-' || n from generate_series(1, $3::int) n returning id`,
    [tenantId, appId, SHOPPERS],
  );
  await owner.query(
    `insert into coupon (tenant_id, id, title, kind, amount_fen, starts_at, ends_at)
     values ($1, uuidv7(), '十元券', 'amount', 1000, now() - interval '1 hour', now() + interval '2 days')`,
    [tenantId],
  );
  await owner.query(
    `insert into draw (tenant_id, id, title, starts_at, ends_at, tries_total, address_days)
     values ($1, $2, '春茶抽奖', now() - interval '1 hour', now() + interval '1 day', $3, 14)`,
    [tenantId, drawId, TRIES],
  );
  await owner.query(
    `insert into draw_prize (tenant_id, draw_id, position, kind, title, coupon_id, value_fen, weight_ppm, total)
     select $1, $2, n, kind, title, case when kind = 'coupon' then (select id from coupon where tenant_id = $1) end, value_fen, weight_ppm, total
     from (values (1, 'goods', '青瓷茶盏', 12800, 10000, 50), (2, 'goods', '明前龙井', 9900, 20000, 200),
       (3, 'coupon', '十元券', null, 170000, 1000000), (4, 'thanks', '谢谢参与', null, 800000, null))
       as prize (n, kind, title, value_fen, weight_ppm, total)`,
    [tenantId, drawId],
  );
  await owner.query(
    `update draw set state = 'published', published_at = now(), seed_hash = $3, seed_sealed = $4 where tenant_id = $1 and id = $2`,
    [tenantId, drawId, hash, sealed],
  );
  await owner.query('vacuum analyze shopper, draw, draw_prize');
  const tokens = new ShopperTokens(masterKey);
  const now = Date.now();
  return { appId, drawId, shoppers: rows.map(({ id }) => `Bearer ${tokens.issue(tenantId, appId, id, now).token}`) };
}
