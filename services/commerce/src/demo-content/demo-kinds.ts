import type { KindSql } from './kind-sql.js';
import { promotionSql } from './promotion-kinds.js';

export const demoKinds = [
  'draw',
  'groupBuy',
  'coupon',
  'flashSale',
  'article',
  'author',
  'service',
  'staff',
  'product',
  'table',
] as const;
/**
 * In the order in which they are locked and taken out: promotions as tries and orders lock them, a draw before the coupons it promises, goods after what offers them, an author after the
 * articles, somebody who works there after the services.
 */
export type DemoKind = (typeof demoKinds)[number];

export const kindSql: Readonly<Record<DemoKind, KindSql>> = {
  ...promotionSql,
  article: {
    table: 'article',
    handle: 't.handle',
    // That its hour has come is nobody's edit.
    says: `jsonb_build_array(t.author_id, t.title, t.summary, t.cover_source, t.channel, t.tags, t.body, t.comments_open,
      t.state in ('scheduled', 'published'))`,
    used: `exists (select from article_comment c where c.tenant_id = $1 and c.article_id = t.id)
      or exists (select from article_like l where l.tenant_id = $1 and l.article_id = t.id)
      or exists (select from article_favourite f where f.tenant_id = $1 and f.article_id = t.id)`,
    needed: 'false',
    archive: `state = 'withdrawn', publish_at = null, updated_at = now()`,
    restore: `state = 'published', published_at = coalesce(published_at, now()), updated_at = now()`,
  },
  author: {
    table: 'author',
    handle: 't.handle',
    says: 'jsonb_build_array(t.name, t.bio, t.avatar_source)',
    used: 'false',
    needed: 'exists (select from article a where a.tenant_id = $1 and a.author_id = t.id)',
    archive: null,
    restore: null,
  },
  service: {
    table: 'service',
    handle: 't.handle',
    says: `jsonb_build_array(t.title, t.summary, t.description_html, t.category, t.image_url, t.price_fen, t.deposit_fen,
      t.duration_minutes, t.buffer_minutes, t.capacity, t.timetable, t.state)`,
    used: 'exists (select from booking_session b where b.tenant_id = $1 and b.service_id = t.id)',
    needed: 'false',
    archive: `state = 'hidden', updated_at = now()`,
    restore: null,
  },
  staff: {
    table: 'staff',
    handle: 't.handle',
    says: `jsonb_build_array(t.name, t.title, t.bio, t.image_url, t.hours, t.state,
      (select jsonb_agg(d.service_id order by d.service_id) from staff_service d where d.tenant_id = $1 and d.staff_id = t.id),
      (select jsonb_agg(e.id order by e.id) from staff_exception e where e.tenant_id = $1 and e.staff_id = t.id))`,
    used: `exists (select from booking_session b where b.tenant_id = $1 and b.staff_id = t.id)`,
    needed: `exists (select from staff_service d join service s on s.tenant_id = d.tenant_id and s.id = d.service_id
      where d.tenant_id = $1 and d.staff_id = t.id and s.state = 'active')`,
    archive: `state = 'hidden', updated_at = now()`,
    restore: null,
  },
  product: {
    table: 'product',
    handle: 't.handle',
    says: `jsonb_build_array(t.title, t.description_html, t.vendor, t.tags, t.state, t.options,
      (select jsonb_agg(jsonb_build_array(s.option_values, s.code, s.price_fen, s.compare_at_price_fen, s.active) order by s.id)
        from sku s where s.tenant_id = $1 and s.product_id = t.id),
      (select count(*) from sku s join stock_entry e on e.tenant_id = s.tenant_id and e.sku_id = s.id and e.reason = 'adjustment'
        where s.tenant_id = $1 and s.product_id = t.id),
      (select jsonb_agg(g.group_id order by g.position) from product_modifier_group g where g.tenant_id = $1 and g.product_id = t.id))`,
    // Its stock is in the ledger, which loses nothing.
    used: 'true',
    needed: `exists (select from sku s join flash_sale_item f on f.tenant_id = s.tenant_id and f.sku_id = s.id and f.ends_at > now()
        where s.tenant_id = $1 and s.product_id = t.id)
      or exists (select from group_buy b where b.tenant_id = $1 and b.product_id = t.id and (b.ends_at > now() or exists (
        select from buying_group g where g.tenant_id = $1 and g.group_buy_id = b.id and g.state = 'open')))`,
    archive: `state = 'hidden', updated_at = now()`,
    restore: null,
  },
  table: {
    table: 'dining_table',
    handle: `t.area || chr(10) || t.name`,
    says: 'jsonb_build_array(t.seats, t.state)',
    // A printed code leads to it.
    used: `exists (select from shop_order o where o.tenant_id = $1 and o.table_id = t.id)
      or exists (select from short_code c where c.tenant_id = $1 and c.kind = 'table' and c.target = t.id::text)`,
    needed: 'false',
    archive: `state = 'closed'`,
    restore: `state = 'open'`,
  },
};
