import type { KindSql } from './kind-sql.js';

/** Kinds that are offered for a time and known by what `demo_item.subject_id` says came of them. */
export const promotionSql = {
  draw: {
    table: 'draw',
    handle: handleOf('draw'),
    says: `jsonb_build_array(t.title, t.rules, extract(epoch from t.starts_at), extract(epoch from t.ends_at), t.tries_total, t.tries_daily,
      t.address_days, t.state, (select jsonb_agg(jsonb_build_array(z.kind, z.title, z.image_url, z.coupon_id, z.value_fen, z.weight_ppm, z.total)
        order by z.position) from draw_prize z where z.tenant_id = $1 and z.draw_id = t.id))`,
    // Who has tried can check the draw for as long as it is there.
    used: 't.entries > 0',
    needed: 'false',
    // As when it is stopped by hand: tries that this waited for came before the end.
    archive: `ends_at = greatest(starts_at, least(ends_at, clock_timestamp())),
      stopped_at = coalesce(stopped_at, case when ends_at > now() then clock_timestamp() end), updated_at = now()`,
    restore: null,
    over: 't.ends_at <= now()',
  },
  groupBuy: {
    table: 'group_buy',
    handle: handleOf('groupBuy'),
    says: `jsonb_build_array(t.title, t.product_id, t.size, t.hours, extract(epoch from t.starts_at), extract(epoch from t.ends_at),
      t.per_shopper, t.total, (select jsonb_agg(jsonb_build_array(i.sku_id, i.price_fen) order by i.position)
        from group_buy_item i where i.tenant_id = $1 and i.group_buy_id = t.id))`,
    used: 'exists (select from buying_group g where g.tenant_id = $1 and g.group_buy_id = t.id)',
    needed: 'false',
    // Groups that are open keep their hours.
    archive: `ends_at = greatest(starts_at, least(ends_at, now())),
      stopped_at = coalesce(stopped_at, case when ends_at > now() then now() end), updated_at = now()`,
    restore: null,
    over: 't.ends_at <= now()',
  },
  coupon: {
    table: 'coupon',
    handle: handleOf('coupon'),
    says: `jsonb_build_array(t.title, t.kind, t.amount_fen, t.percent_off, t.max_off_fen, t.threshold_fen, t.category_id,
      extract(epoch from t.starts_at), extract(epoch from t.ends_at), t.total, t.per_shopper, t.state)`,
    used: `exists (select from coupon_claim k where k.tenant_id = $1 and k.coupon_id = t.id)
      or exists (select from draw_prize z where z.tenant_id = $1 and z.coupon_id = t.id)`,
    needed: `exists (select from draw_prize z join draw d on d.tenant_id = z.tenant_id and d.id = z.draw_id
      where z.tenant_id = $1 and z.coupon_id = t.id and d.state = 'published' and d.ends_at > clock_timestamp())`,
    // Those in wallets stay good.
    archive: `state = 'stopped', updated_at = now()`,
    // Its import does, which knows whether it is a prize and nothing else.
    restore: null,
    over: 't.ends_at <= now()',
  },
  flashSale: {
    table: 'flash_sale',
    handle: handleOf('flashSale'),
    says: `jsonb_build_array(t.title, extract(epoch from t.starts_at), extract(epoch from t.ends_at), (
      select jsonb_agg(jsonb_build_array(i.sku_id, i.price_fen, i.total, i.per_shopper) order by i.position)
      from flash_sale_item i where i.tenant_id = $1 and i.sale_id = t.id))`,
    used: 'exists (select from flash_sale_entry e where e.tenant_id = $1 and e.sale_id = t.id)',
    needed: 'false',
    archive: `ends_at = greatest(starts_at, least(ends_at, now())), stopped_at = coalesce(stopped_at, now()), updated_at = now()`,
    // One that was stopped does not go on: the import brings another.
    restore: null,
    over: 't.ends_at <= now()',
    parts: {
      // An order that is taking from the contingent is waited for, in the order in which orders lock it.
      lock: `select 1 from flash_sale_item i where i.tenant_id = $1 and i.sale_id = any($2) order by i.sku_id, i.sale_id for update`,
      archive: `update flash_sale_item set ends_at = greatest(starts_at, least(ends_at, now())) where tenant_id = $1 and sale_id = any($2)`,
    },
  },
} as const satisfies Readonly<Record<string, KindSql>>;
export type PromotionKind = keyof typeof promotionSql;

function handleOf(kind: string): string {
  return `(select m.handle from demo_item m where m.tenant_id = $1 and m.kind = '${kind}' and m.subject_id = t.id)`;
}
