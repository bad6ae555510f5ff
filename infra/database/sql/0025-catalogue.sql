-- Typing errors in Latin words are bridged by trigrams; a tenant's goods are few enough to be looked through, so there is no trigram index.
create extension if not exists pg_trgm with schema public;

create table brand (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  name_en text,
  logo_url text,
  position int not null default 0,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call platform.lock_tenant_table('brand');

alter table category
  add column parent_id uuid,
  add column name_en text,
  add foreign key (tenant_id, parent_id) references category (tenant_id, id);
create index category_by_parent on category (tenant_id, parent_id) where parent_id is not null;

-- Two levels. The parent is locked: nobody gives it a parent of its own meanwhile.
create function category_has_two_levels() returns trigger language plpgsql as $$
begin
  perform from category where tenant_id = new.tenant_id and id = new.parent_id and parent_id is null for no key update;
  if not found or new.id = new.parent_id
    or exists (select from category where tenant_id = new.tenant_id and parent_id = new.id) then
    raise exception 'a category has a parent or children' using errcode = 'XC001';
  end if;
  return new;
end $$;
create trigger category_two_levels before insert or update of parent_id on category for each row
  when (new.parent_id is not null) execute function category_has_two_levels();

-- What a merchant's prices come to in other money, shown and never charged: numerator / denominator of it for one yuan.
create table display_currency (
  tenant_id uuid not null,
  code text not null check (code ~ '^[A-Z]{3}$' and code <> 'CNY'),
  position int not null,
  digits smallint not null check (digits between 0 and 3),
  numerator int not null check (numerator > 0),
  denominator int not null check (denominator > 0),
  primary key (tenant_id, code)
);
call platform.lock_tenant_table('display_currency');

-- English texts are null where there are none; options_en has the shape of options. attributes: [{name, value, nameEn?, valueEn?}].
alter table product
  add column title_en text,
  add column description_html_en text,
  add column options_en jsonb,
  add column attributes jsonb not null default '[]',
  add column brand_id uuid,
  -- shown from the one until the other, by the clock of whoever reads
  add column publish_at timestamptz not null default '-infinity',
  add column unpublish_at timestamptz not null default 'infinity',
  -- repeats product_image.widths of the picture image_url names
  add column image_widths int[],
  -- lower case, both languages: the titles, and all that a search looks through
  add column search_title text not null default '',
  add column search_text text not null default '',
  -- what a list shows of it, as JSON text without its braces; null in English where no title is translated
  add column card text not null default '',
  add column card_en text,
  add check (unpublish_at > publish_at),
  add foreign key (tenant_id, brand_id) references brand (tenant_id, id);
create index product_by_brand on product (tenant_id, brand_id) where brand_id is not null;
-- when a tenant's goods come or go next
create index product_comes on product (tenant_id, publish_at) where publish_at > '-infinity';
create index product_goes on product (tenant_id, unpublish_at) where unpublish_at < 'infinity';

-- In which widths a stored picture lies there too; null: not made yet, '{}': it cannot be. scale_at: when the sweeper makes them.
alter table product_image
  add column widths int[],
  add column scale_at timestamptz;
create index product_image_unscaled on product_image (scale_at) where scale_at is not null;
create index product_image_by_url on product_image (tenant_id, url) where url is not null;

create function searchable(texts text) returns text language sql immutable as $$
  select trim(regexp_replace(lower(normalize(texts, nfkc)), '\s+', ' ', 'g'))
$$;

create function write_search_text() returns trigger language plpgsql as $$
begin
  new.search_title := searchable(concat_ws(' ', new.title, new.title_en));
  new.search_text := searchable(concat_ws(' ', new.title, new.title_en, new.vendor, array_to_string(new.tags, ' '),
    (select concat_ws(' ', b.name, b.name_en) from brand b where b.tenant_id = new.tenant_id and b.id = new.brand_id),
    (select concat_ws(' ', c.name, c.name_en) from category c where c.tenant_id = new.tenant_id and c.id = new.category_id),
    (select string_agg(concat_ws(' ', a ->> 'value', a ->> 'valueEn'), ' ') from jsonb_array_elements(new.attributes) as a)));
  return new;
end $$;
create trigger product_searchable before insert or update of title, title_en, vendor, tags, brand_id, category_id, attributes on product
  for each row execute function write_search_text();

create function write_product_card() returns trigger language plpgsql as $$
declare
  rest constant text := format('"imageUrl":%s,"renditions":%s,"priceFen":%s,"maxPriceFen":%s,"compareAtPriceFen":%s',
    coalesce(to_json(new.image_url)::text, 'null'), coalesce(to_json(new.image_widths)::text, '[]'), new.price_fen, new.max_price_fen,
    coalesce(new.compare_at_price_fen::text, 'null'));
begin
  new.card := format('"id":"%s","title":%s,%s', new.id, to_json(new.title), rest);
  new.card_en := case when new.title_en is not null then format('"id":"%s","title":%s,%s', new.id, to_json(new.title_en), rest) end;
  return new;
end $$;
create trigger product_card before insert or update of title, title_en, image_url, image_widths, price_fen, max_price_fen, compare_at_price_fen
  on product for each row execute function write_product_card();

create function rename_in_search() returns trigger language plpgsql as $$
begin
  -- the title is set to itself: its trigger writes the text anew
  if tg_table_name = 'brand' then
    update product set title = title where tenant_id = new.tenant_id and brand_id = new.id;
  else
    update product set title = title where tenant_id = new.tenant_id and category_id = new.id;
  end if;
  return null;
end $$;
create trigger brand_renamed after update of name, name_en, logo_url on brand for each row
  when ((old.name, old.name_en, old.logo_url) is distinct from (new.name, new.name_en, new.logo_url)) execute function rename_in_search();
create trigger category_renamed after update of name, name_en on category for each row
  when ((old.name, old.name_en) is distinct from (new.name, new.name_en)) execute function rename_in_search();

-- A product's page but for what changes by itself (stock, sales, group buys), written when its transaction commits; null while that is under way.
-- zh is in the merchant's own language, en is null where nothing is translated.
create table product_document (
  tenant_id uuid not null,
  product_id uuid not null,
  zh text,
  en text,
  -- from when until when it is shown; never before and after -infinity, if it is hidden
  shown_from timestamptz not null default '-infinity',
  shown_until timestamptz not null default '-infinity',
  primary key (tenant_id, product_id),
  foreign key (tenant_id, product_id) references product (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('product_document');

-- JSON text. Its SKUs are those that are sold, in their order; "live" : "#" stands where a reader puts in what changes by itself.
create function make_product_document(_tenant uuid, _product uuid, _english boolean) returns text language plpgsql stable as $$
begin
  return (
    select json_build_object('id', p.id,
      'title', case when _english then coalesce(p.title_en, p.title) else p.title end,
      'descriptionHtml', case when _english then coalesce(p.description_html_en, p.description_html) else p.description_html end,
      'vendor', p.vendor,
      'brand', (select json_build_object('id', b.id, 'name', case when _english then coalesce(b.name_en, b.name) else b.name end, 'logoUrl', b.logo_url)
        from brand b where b.tenant_id = _tenant and b.id = p.brand_id),
      'categoryId', p.category_id,
      'tags', p.tags,
      'attributes', (
        select coalesce(json_agg(json_build_object(
          'name', case when _english then coalesce(a.own ->> 'nameEn', a.own ->> 'name') else a.own ->> 'name' end,
          'value', case when _english then coalesce(a.own ->> 'valueEn', a.own ->> 'value') else a.own ->> 'value' end) order by a.place), '[]')
        from jsonb_array_elements(p.attributes) with ordinality as a(own, place)),
      'images', pictures.urls, 'pictures', pictures.views,
      'options', chosen.options,
      'skus', (
        select coalesce(json_agg(json_build_object('live', '#', 'id', s.id, 'optionValues', case when chosen.translated then (
              select json_agg(coalesce(chosen.options #>> array[(v.place - 1)::text, 'values', (
                  select (o.place - 1)::text from jsonb_array_elements_text(p.options #> array[(v.place - 1)::text, 'values'])
                    with ordinality as o(value, place) where o.value = v.value limit 1)], v.value) order by v.place)
              from unnest(s.option_values) with ordinality as v(value, place)) else to_json(s.option_values) end,
            'priceFen', s.price_fen, 'compareAtPriceFen', s.compare_at_price_fen, 'imageUrl', s.image_url)
          order by s.position, s.id), '[]')
        from sku s where s.tenant_id = _tenant and s.product_id = p.id and s.active))
    from product p
    cross join lateral (
      select coalesce(json_agg(i.url order by i.position, i.id), '[]') as urls,
        coalesce(json_agg(json_build_object('url', i.url, 'alt', i.alt, 'renditions', coalesce(i.widths, '{}')) order by i.position, i.id), '[]') as views
      from product_image i where i.tenant_id = _tenant and i.product_id = p.id and i.state = 'stored') pictures
    cross join lateral (
      select case when _english then coalesce(p.options_en, p.options) else p.options end as options,
        _english and p.options_en is not null as translated) chosen
    where p.tenant_id = _tenant and p.id = _product);
end $$;

create function write_product_document() returns trigger language plpgsql as $$
begin
  update product_document d
  set zh = make_product_document(d.tenant_id, d.product_id, false), shown_from = p.publish_at,
    shown_until = case when p.state = 'active' then p.unpublish_at else '-infinity' end,
    en = case when coalesce(p.title_en, p.description_html_en, p.options_en ->> 0) is not null
        or jsonb_path_exists(p.attributes, '$[*] ? (exists(@.nameEn) || exists(@.valueEn))')
        or exists (select from brand b where b.tenant_id = p.tenant_id and b.id = p.brand_id and b.name_en is not null)
      then make_product_document(d.tenant_id, d.product_id, true) end
  from product p
  where d.tenant_id = new.tenant_id and d.product_id = new.product_id and d.zh is null and p.tenant_id = d.tenant_id and p.id = d.product_id;
  return null;
end $$;
create constraint trigger product_document_due after insert or update of zh on product_document deferrable initially deferred for each row
  when (new.zh is null) execute function write_product_document();

-- The row is locked from here to the commit: of two transactions that change one product, the later sees what the earlier wrote.
create function product_document_changed() returns trigger language plpgsql as $$
begin
  if tg_table_name <> 'product' then
    if tg_op = 'DELETE' then
      update product_document set zh = null where tenant_id = old.tenant_id and product_id = old.product_id and zh is not null;
    else
      update product_document set zh = null where tenant_id = new.tenant_id and product_id = new.product_id and zh is not null;
    end if;
  elsif tg_op = 'INSERT' then
    insert into product_document (tenant_id, product_id) values (new.tenant_id, new.id);
  else
    update product_document set zh = null where tenant_id = new.tenant_id and product_id = new.id and zh is not null;
  end if;
  return null;
end $$;
create trigger product_document_of_product after insert or update of title, title_en, description_html, description_html_en, vendor, brand_id,
  category_id, tags, attributes, options, options_en, state, publish_at, unpublish_at on product for each row execute function product_document_changed();
create trigger product_document_of_sku after insert or delete or update of option_values, price_fen, compare_at_price_fen, image_url, position, active
  on sku for each row execute function product_document_changed();
create trigger product_document_of_new_image after insert on product_image for each row
  when (new.state = 'stored') execute function product_document_changed();
create trigger product_document_of_image after update of state, url, position, alt, widths on product_image for each row
  when (new.state = 'stored' or old.state = 'stored') execute function product_document_changed();
create trigger product_document_of_lost_image after delete on product_image for each row
  when (old.state = 'stored') execute function product_document_changed();

-- A product's page for everybody: its document, what its SKUs have in stock in the document's order, their sales by id, and when prices change
-- next (ms since 1970). One row; its document is null for what is unknown, hidden or not shown at this hour.
create function shop_product(_tenant uuid, _product uuid, _english boolean,
  out document text, out stock int[], out sales jsonb, out group_buy jsonb, out prices_until float8) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  goes timestamptz;
  has_sale boolean;
  has_group boolean;
begin
  select case when _english then coalesce(d.en, d.zh) else d.zh end, d.shown_until,
    array(select s.stock from sku s where s.tenant_id = _tenant and s.product_id = _product and s.active order by s.position, s.id)
  into document, goes, stock
  from product_document d
  where d.tenant_id = _tenant and d.product_id = _product and d.shown_from <= now() and d.shown_until > now();
  if not found then
    return;
  end if;
  select extract(epoch from min(case when v.starts_at > now() then v.starts_at else v.ends_at end)) * 1000, bool_or(v.starts_at <= now()),
    exists (select from group_buy b where b.tenant_id = _tenant and b.product_id = _product and b.ends_at > now())
  into prices_until, has_sale, has_group
  from flash_sale v where v.tenant_id = _tenant and v.ends_at > now();
  if has_sale then
    sales := (
      select jsonb_object_agg(s.id, jsonb_build_object('id', f.sale_id, 'priceFen', f.price_fen, 'perShopper', f.per_shopper,
        'remaining', least(f.total - f.sold, s.stock), 'endsAt', f.ends_at))
      from sku s join flash_sale_item f on f.tenant_id = s.tenant_id and f.sku_id = s.id and f.starts_at <= now() and f.ends_at > now()
        and f.price_fen < s.price_fen
      where s.tenant_id = _tenant and s.product_id = _product and s.active);
  end if;
  if has_group then
    group_buy := product_group_buy(_tenant, _product);
    prices_until := least(prices_until, (
      select extract(epoch from min(case when b.starts_at > now() then b.starts_at else b.ends_at end)) * 1000
      from group_buy b where b.tenant_id = _tenant and b.product_id = _product and b.ends_at > now()));
  end if;
  if goes < 'infinity' then
    prices_until := least(prices_until, extract(epoch from goes) * 1000);
  end if;
end $$;

-- When the goods of a shop come or go next; null when none does.
create function goods_change_at(_tenant uuid) returns timestamptz language plpgsql stable as $$
begin
  return least(
    (select p.publish_at from product p where p.tenant_id = _tenant and p.publish_at > now() and p.publish_at > '-infinity'
      order by p.publish_at limit 1),
    (select p.unpublish_at from product p where p.tenant_id = _tenant and p.unpublish_at > now() and p.unpublish_at < 'infinity'
      order by p.unpublish_at limit 1));
end $$;

-- A page of a shop's list, entered behind the last row of the page before (_after, _after_id; null for the first page): one function for each
-- order, whose statements PostgreSQL plans once. cards: up to _limit + 1 of them, JSON objects, one a line; last_key and last_id are the sort
-- values of number _limit; prices_until says when the list changes next (ms since 1970).
do $make$
declare
  spec record;
  page constant text := $sql$
    select string_agg(c.card, E'\n'), (array_agg(c.key))[_limit], (array_agg(c.id))[_limit] into cards, last_key, last_id
    from (
      select p.id, %2$s as key, '{' || case when _english then coalesce(p.card_en, p.card) else p.card end
        || case when (select true from sku s where s.tenant_id = _tenant and s.product_id = p.id and s.active and s.stock > 0 limit 1) is null
          then ',"soldOut":true,"flashSale":' else ',"soldOut":false,"flashSale":' end
        || case when p.id = any(on_sale) then coalesce(card_sale(_tenant, p.id, p.price_fen)::text, 'null') else 'null' end || '}' as card
      from product p
      where p.tenant_id = _tenant and p.state = 'active' %5$s and (%1$s, p.id) %4$s (coalesce(_after, %6$s), coalesce(_after_id, %7$s))
        and p.publish_at <= now() and p.unpublish_at > now()
      order by %1$s %3$s, p.id %3$s limit _limit + 1) c;$sql$;
  lowest constant text := quote_literal('00000000-0000-0000-0000-000000000000') || '::uuid';
  highest constant text := quote_literal('ffffffff-ffff-ffff-ffff-ffffffffffff') || '::uuid';
begin
  for spec in
    select * from (values
      ('position', 'p.position', 'int', 'p.position::text', 'asc', '>', '-2147483648', lowest),
      ('newest', 'p.created_at', 'timestamptz', 'p.created_at::text', 'desc', '<', '''infinity''::timestamptz', highest),
      ('price_asc', 'p.price_fen', 'int', 'p.price_fen::text', 'asc', '>', '-1', lowest),
      ('price_desc', 'p.price_fen', 'int', 'p.price_fen::text', 'desc', '<', '2147483647', highest))
      as s(name, sort_column, sort_type, sort_key, direction, sign, bound, id_bound)
  loop
    execute format($sql$
      create function list_products_by_%1$s(_tenant uuid, _limit int, _category uuid, _after %2$s, _after_id uuid, _english boolean,
        out cards text, out last_key text, out last_id uuid, out prices_until float8) language plpgsql as $body$
      declare
        entered constant text := set_config('app.tenant_id', _tenant::text, true);
        has_sale boolean;
        on_sale uuid[];
        children uuid[];
      begin
        select extract(epoch from least(min(case when v.starts_at > now() then v.starts_at else v.ends_at end), goods_change_at(_tenant))) * 1000,
          bool_or(v.starts_at <= now())
        into prices_until, has_sale
        from flash_sale v where v.tenant_id = _tenant and v.ends_at > now();
        if has_sale then
          on_sale := products_in_sale(_tenant);
        end if;
        if _category is null then %3$s
          return;
        end if;
        children := array(select c.id from category c where c.tenant_id = _tenant and c.parent_id = _category);
        if cardinality(children) = 0 then %4$s
        else %5$s
        end if;
      end $body$;$sql$, spec.name, spec.sort_type,
      format(page, spec.sort_column, spec.sort_key, spec.direction, spec.sign, '', spec.bound, spec.id_bound),
      format(page, spec.sort_column, spec.sort_key, spec.direction, spec.sign, 'and p.category_id = _category', spec.bound, spec.id_bound),
      format(page, spec.sort_column, spec.sort_key, spec.direction, spec.sign, 'and p.category_id = any(children || _category)', spec.bound,
        spec.id_bound));
  end loop;
end $make$;

-- What a merchant changed of many products at once; the key makes a repeated call answer what the first did.
create table product_bulk_edit (
  tenant_id uuid not null,
  id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  change jsonb not null,
  result jsonb not null,
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key)
);
call platform.lock_tenant_table('product_bulk_edit');

-- Row security is forced on the owner as well; this once it must see every tenant's rows.
alter table product no force row level security;
alter table product_document no force row level security;
alter table product_image no force row level security;
alter table sku no force row level security;
alter table category no force row level security;
insert into product_document (tenant_id, product_id) select tenant_id, id from product;
update product set title = title;
update product_image set scale_at = now() where state = 'stored';
-- documents are written now, while their rows can be seen
set constraints product_document_due immediate;
alter table product force row level security;
alter table product_document force row level security;
alter table product_image force row level security;
alter table sku force row level security;
alter table category force row level security;
