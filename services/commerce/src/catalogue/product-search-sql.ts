import { PRICES_UNTIL } from '../promotions/sale-price.js';
import { CARD_JSON } from './product-card.js';
import { GOODS_UNTIL, PRODUCT_IS_SHOWN } from './publishing.js';

/**
 * $1 tenant, $2 phrase, $3 words, $4 pairs, $5 similar (see `SearchWords`), $6 category, $7 brand, $8 tag, $9 and $10 lowest and highest
 * price, $11 only what is in stock, $12 attributes `[{name, value}]`, $13 sort, $14 how many are skipped, $15 how many are shown.
 * A facet counts what all filters but its own leave over.
 */
export const SEARCH_SQL = `
  with shown as not materialized (
    select p.id, p.category_id, p.brand_id, p.tags, p.attributes, p.price_fen, p.position, p.created_at, p.search_title, p.search_text
    from product p where p.tenant_id = $1 and ${PRODUCT_IS_SHOWN}
  ), strict as materialized (
    select s.*, case when $2 <> '' and starts_with(s.search_title, $2) then 1 else 0 end
      + (select count(*) from unnest($3::text[]) as w(word) where position(w.word in s.search_title) > 0)::float8 as score
    from shown s
    where not exists (select from unnest($3::text[]) as w(word) where position(w.word in s.search_text) = 0)
  ), loose as materialized (
    select s.*, near.score
    from shown s
    cross join lateral (
      select avg(part.score) as score
      from (
        select case when position(w.pair in s.search_text) > 0 then 1.0 else 0.0 end as score from unnest($4::text[]) as w(pair)
        union all
        select case when position(w.word in s.search_text) > 0 then 1.0 else word_similarity(w.word, s.search_text) end
        from unnest($5::text[]) as w(word)
      ) part
    ) near
    where not exists (select from strict) and cardinality($4::text[]) + cardinality($5::text[]) > 0
  ), found as (
    select * from strict
    union all
    select * from loose where score >= greatest(0.3, 0.7 * (select max(score) from loose))
  ), flagged as materialized (
    select f.*, stock.product_id is not null as in_stock,
      $6::uuid is null or f.category_id = $6
        or f.category_id in (select k.id from category k where k.tenant_id = $1 and k.parent_id = $6) as category_fits,
      $7::uuid is null or f.brand_id = $7 as brand_fits,
      $8::text is null or f.tags @> array[$8] as tag_fits,
      f.price_fen >= coalesce($9::int, 0) and f.price_fen <= coalesce($10::int, 2147483647) as price_fits,
      not $11::boolean or stock.product_id is not null as stock_fits,
      f.attributes @> $12::jsonb as attributes_fit
    from found f
    left join (select distinct s.product_id from sku s where s.tenant_id = $1 and s.active and s.stock > 0) stock on stock.product_id = f.id
  ), fitting as (
    select * from flagged where category_fits and brand_fits and tag_fits and price_fits and stock_fits and attributes_fit
  ), page as (
    select id, row_number() over (order by
      case when $13 = 'relevance' then score end desc, case when $13 = 'newest' then created_at end desc,
      case when $13 = 'priceAsc' then price_fen end, case when $13 = 'priceDesc' then price_fen end desc, position, id) as place
    from fitting order by place offset $14::int limit $15::int
  )
  select
    (select coalesce(jsonb_agg(${CARD_JSON} order by page.place), '[]') from page join product p on p.tenant_id = $1 and p.id = page.id) as items,
    (select count(*)::int from fitting) as total,
    exists (select from loose) and not exists (select from strict) as similar,
    jsonb_build_object(
      'categories', (
        select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'nameEn', c.name_en, 'parentId', c.parent_id, 'count', g.goods)
          order by c.position, c.id), '[]')
        from (select category_id, count(*) as goods from flagged
          where brand_fits and tag_fits and price_fits and stock_fits and attributes_fit group by category_id) g
        join category c on c.tenant_id = $1 and c.id = g.category_id),
      'brands', (
        select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'name', b.name, 'nameEn', b.name_en, 'count', g.goods)
          order by g.goods desc, b.position, b.id), '[]')
        from (select brand_id, count(*) as goods from flagged
          where category_fits and tag_fits and price_fits and stock_fits and attributes_fit group by brand_id) g
        join brand b on b.tenant_id = $1 and b.id = g.brand_id),
      'tags', (
        select coalesce(jsonb_agg(jsonb_build_object('tag', g.tag, 'count', g.goods) order by g.goods desc, g.tag), '[]')
        from (select tag, count(*) as goods from flagged, unnest(tags) as tag
          where category_fits and brand_fits and price_fits and stock_fits and attributes_fit
          group by tag order by goods desc, tag limit 20) g),
      'attributes', (
        select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'nameEn', g.name_en, 'value', g.value, 'valueEn', g.value_en,
          'count', g.goods) order by g.name, g.goods desc, g.value), '[]')
        from (select own ->> 'name' as name, min(own ->> 'nameEn') as name_en, own ->> 'value' as value, min(own ->> 'valueEn') as value_en,
            count(distinct id) as goods
          from fitting, jsonb_array_elements(attributes) as own
          group by own ->> 'name', own ->> 'value' order by goods desc, 1, 3 limit 100) g),
      'price', (select jsonb_build_object('minFen', min(price_fen), 'maxFen', max(price_fen)) from flagged
        where category_fits and brand_fits and tag_fits and stock_fits and attributes_fit),
      'inStock', (select count(*) from flagged
        where in_stock and category_fits and brand_fits and tag_fits and price_fits and attributes_fit)) as facets,
    least(${PRICES_UNTIL}, ${GOODS_UNTIL}) as until`;
