-- How an order reaches its shopper: sent, fetched, eaten at a table, taken away, brought by the shop, or kept as an appointment.
alter table shop_order drop constraint shop_order_delivery_check;
alter table shop_order add constraint shop_order_delivery_check
  check (delivery in ('express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking'));

-- A table of the restaurant. Its printed code (short_code of kind table) carries its id.
create table dining_table (
  tenant_id uuid not null,
  id uuid not null,
  area text not null default '',
  name text not null,
  seats int not null check (seats between 1 and 100),
  state text not null default 'open' check (state in ('open', 'closed')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, area, name)
);
call platform.lock_tenant_table('dining_table');

-- total = subtotal + packing + shipping. `dining` holds what was true when the order was placed: table, pickupAt, guests, distanceMeters.
alter table shop_order
  add column packing_fen int not null default 0 check (packing_fen >= 0),
  add column table_id uuid,
  add column dining jsonb,
  add foreign key (tenant_id, table_id) references dining_table (tenant_id, id);
-- serves the bill of a table
create index shop_order_by_table on shop_order (tenant_id, table_id, id desc) where table_id is not null;

-- Options and extras, e.g. "spiciness: choose one" or "toppings: up to three". One group may serve many dishes.
create table modifier_group (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  min_choices int not null check (min_choices >= 0),
  max_choices int not null check (max_choices between 1 and 20 and max_choices >= min_choices),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call platform.lock_tenant_table('modifier_group');

create table modifier (
  tenant_id uuid not null,
  id uuid not null,
  group_id uuid not null,
  name text not null,
  price_fen int not null check (price_fen between 0 and 1000000),
  sold_out boolean not null default false,
  position int not null,
  primary key (tenant_id, id),
  unique (tenant_id, group_id, name),
  foreign key (tenant_id, group_id) references modifier_group (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('modifier');

create table product_modifier_group (
  tenant_id uuid not null,
  product_id uuid not null,
  group_id uuid not null,
  position int not null,
  primary key (tenant_id, product_id, group_id),
  foreign key (tenant_id, product_id) references product (tenant_id, id) on delete cascade,
  foreign key (tenant_id, group_id) references modifier_group (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('product_modifier_group');
create index product_modifier_group_by_group on product_modifier_group (tenant_id, group_id);

-- The same dish with other extras is another line. The ids are sorted, so that one choice has one key.
alter table cart_line add column modifier_ids uuid[] not null default '{}';
alter table cart_line drop constraint cart_line_pkey;
alter table cart_line add primary key (tenant_id, shopper_id, sku_id, modifier_ids);

-- The last pickup number a shop has given out on a day of China's.
create table kitchen_day (
  tenant_id uuid not null,
  app_id text not null,
  day date not null,
  last_number int not null check (last_number >= 1),
  primary key (tenant_id, app_id, day)
);
call platform.lock_tenant_table('kitchen_day');

-- A paid order on its way through the kitchen; made in the transaction that books the payment.
create table kitchen_ticket (
  tenant_id uuid not null,
  order_id uuid not null,
  app_id text not null,
  day date not null,
  number int not null check (number >= 1),
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'ready', 'done')),
  created_at timestamptz not null default now(),
  accepted_at timestamptz,
  ready_at timestamptz,
  done_at timestamptz,
  primary key (tenant_id, order_id),
  unique (tenant_id, app_id, day, number),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('kitchen_ticket');
-- serves the kitchen's list, oldest first
create index kitchen_ticket_by_state on kitchen_ticket (tenant_id, state, order_id);

-- As in 0004-commerce.sql, and: a dish's groups of extras, the shop's dining settings, and the table that was named.
drop function read_prices(uuid, uuid[], text, uuid, text);
create function read_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _table uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, dining_table jsonb) language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select
    (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock,
        'modifierGroups', (
          select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
            'modifiers', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'priceFen', m.price_fen,
                'soldOut', m.sold_out) order by m.position, m.id), '[]')
              from modifier m where m.tenant_id = _tenant and m.group_id = g.id)) order by pg.position, g.id)
          from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
          where pg.tenant_id = _tenant and pg.product_id = p.id)))
      from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where s.tenant_id = _tenant and s.id = any(_skus) and s.active and p.state = 'active'),
    shop.delivery, shop.dining,
    (select jsonb_build_object('id', o.id, 'requestHash', encode(o.request_hash, 'hex'))
      from shop_order o where o.tenant_id = _tenant and o.shopper_id = _shopper and o.idempotency_key = _key),
    (select jsonb_build_object('id', t.id, 'area', t.area, 'name', t.name, 'state', t.state)
      from dining_table t where t.tenant_id = _tenant and t.id = _table)
  from (select 1) as once
  left join (
    select coalesce(r.config -> 'delivery', '{}') as delivery, coalesce(r.config -> 'dining', '{}') as dining
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = _tenant and a.app_id = _app_id
  ) as shop on true;
end $$;

-- As in 0004-commerce.sql, and: packing, table and dining facts of the order; lines of the same SKU with other extras; and extras that
-- were sold out or repriced between reading and writing raise XP001 like goods. `_modifiers` and `_modifier_prices` run parallel.
drop function place_order(uuid, uuid, text, text, uuid, text, bytea, jsonb, int, int, int, text, jsonb, text, timestamptz, timestamptz,
  uuid[], int[], int[], uuid[], uuid);
create function place_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _packing int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _skus uuid[], _quantities int[], _prices int[], _entries uuid[], _event uuid,
  _table uuid, _dining jsonb, _modifiers uuid[], _modifier_prices int[]
) returns text language plpgsql as $$
declare
  taken int;
  emptied boolean;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  -- First the order: a double tap waits here for its twin and takes no stock.
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
    subtotal_fen, packing_fen, shipping_fen, total_fen, delivery, address, note, created_at, expires_at, table_id, dining)
  values (_tenant, _order, _number, _app_id, _shopper, _key, _request_hash, 'pending', _lines,
    _subtotal, _packing, _shipping, _total, _delivery, _address, _note, _created_at, _expires_at, _table, _dining)
  on conflict (tenant_id, shopper_id, idempotency_key) do nothing;
  if not found then
    return 'repeated';
  end if;

  insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
  values (_tenant, _event, _order, 'pending', 'placed', _created_at);
  delete from cart_line where tenant_id = _tenant and shopper_id = _shopper and sku_id = any(_skus)
    and (cardinality(_modifiers) = 0 and modifier_ids = '{}' or exists (
      select from jsonb_array_elements(_lines) as line where (line ->> 'skuId')::uuid = cart_line.sku_id
        and cart_line.modifier_ids = array(
          select (chosen ->> 'id')::uuid from jsonb_array_elements(line -> 'modifiers') as chosen order by 1)));

  if cardinality(_modifiers) > 0 and exists (
    select from unnest(_modifiers, _modifier_prices) as chosen (id, price_fen)
    left join modifier m on m.tenant_id = _tenant and m.id = chosen.id and m.price_fen = chosen.price_fen and not m.sold_out
    where m.id is null
  ) then
    raise exception 'extras are gone or dearer' using errcode = 'XP001';
  end if;

  -- Last the SKUs: their locks are what other buyers wait for, and the commit follows at once.
  if cardinality(_skus) > 1 then
    perform 1 from sku where tenant_id = _tenant and id = any(_skus) order by id for no key update;
  end if;
  with wanted as (
    select * from unnest(_skus, _quantities, _prices, _entries) as line (sku_id, quantity, price_fen, entry_id)
  ), changed as (
    update sku set stock = sku.stock - wanted.quantity, updated_at = now()
    from wanted
    where sku.tenant_id = _tenant and sku.id = wanted.sku_id
      and sku.active and sku.stock >= wanted.quantity and sku.price_fen = wanted.price_fen
    returning wanted.entry_id, sku.id, wanted.quantity, sku.stock
  ), ledger as (
    insert into stock_entry (tenant_id, id, sku_id, delta, reason, reference_id)
    select _tenant, entry_id, id, -quantity, 'order', _order from changed
  )
  select count(*), bool_or(stock = 0) into taken, emptied from changed;
  if taken < cardinality(_skus) then
    raise exception 'goods are gone or dearer' using errcode = 'XP001';
  end if;

  return case when emptied then 'sold_out' else 'placed' end;
end $$;
