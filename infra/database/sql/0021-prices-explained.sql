-- What members pay at most, and what one weighs, packed, for fees that go by weight; null: not told.
alter table sku
  add column member_price_fen int check (member_price_fen >= 1),
  add column weight_g int check (weight_g between 0 and 1000000);

-- What sending costs, region by region; one table of zones a shop. Without a row the storefront's one fee holds everywhere.
create table shipping_rates (
  tenant_id uuid not null,
  basis text not null check (basis in ('weight', 'piece')),
  zones jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id)
);
call platform.lock_tenant_table('shipping_rates');

-- Several coupons may serve one order; `adjustments` says why it costs other than its list prices.
alter table shop_order rename column coupon to coupons;
alter table shop_order
  alter column coupons type jsonb using case when coupons is null then '[]' else jsonb_build_array(coupons) end,
  alter column coupons set default '[]',
  alter column coupons set not null,
  add column adjustments jsonb not null default '[]';
drop index coupon_claim_by_order;
create index coupon_claim_by_order on coupon_claim (tenant_id, order_id) where order_id is not null;

-- The coupons in a shopper's wallet that are good now, those that end first first; null when there are none.
create function held_coupons(_tenant uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_agg(jsonb_build_object('claimId', k.id, 'couponId', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
        'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'categoryId', c.category_id,
        'productIds', null, 'stackable', false, 'endsAt', k.expires_at) order by k.expires_at, k.id)
    from (select * from coupon_claim h where h.tenant_id = _tenant and h.shopper_id = _shopper and h.state = 'held' and h.expires_at > now()
      order by h.expires_at, h.id limit 100) k
    join coupon c on c.tenant_id = _tenant and c.id = k.coupon_id
    where c.starts_at <= now());
end $$;

-- The coupons a shopper could collect now; null when there are none.
create function claimable_coupons(_tenant uuid, _shopper uuid) returns jsonb language sql stable as $$
  select null::jsonb
$$;

-- Uses up a shopper's coupons for an order, locked by id. One that is not to be used any more raises XP001.
create function use_coupons(_tenant uuid, _order uuid, _shopper uuid, _claims uuid[], _at timestamptz) returns void language plpgsql as $$
declare
  used int;
begin
  perform 1 from coupon_claim where tenant_id = _tenant and id = any(_claims) order by id for no key update;
  with changed as (
    update coupon_claim set state = 'used', order_id = _order, used_at = _at
    where tenant_id = _tenant and id = any(_claims) and shopper_id = _shopper and state = 'held' and expires_at > now()
    returning id, coupon_id
  ), ledger as (
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, order_id)
    select _tenant, gen_random_uuid(), coupon_id, id, 'used', _order from changed
  )
  select count(*) into used from changed;
  if used < cardinality(_claims) then
    raise exception 'a coupon is used or over' using errcode = 'XP001';
  end if;
end $$;

-- As in 0019-prices-asked-once.sql, and: what members pay and what goods weigh, the rates of sending, what the shopper has with the shop and,
-- for a quote (no key), the coupons they could collect.
drop function read_prices(uuid, uuid[], text, uuid, text, uuid);
create function read_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _table uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, dining_table jsonb, coupons jsonb, rates jsonb,
  account jsonb, claimable jsonb) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  has_sale boolean;
  has_extras boolean;
  has_coupons boolean;
  has_claimable boolean;
  has_account boolean;
begin
  select
    (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock, 'categoryId', p.category_id,
        'memberPriceFen', s.member_price_fen, 'weightG', s.weight_g, 'isVirtual', p.virtual_kind is not null))
      from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where s.tenant_id = _tenant and s.id = any(_skus) and s.active and p.state = 'active'
        and p.publish_at <= now() and p.unpublish_at > now()),
    shop.delivery, shop.dining,
    (select jsonb_build_object('basis', z.basis, 'zones', z.zones) from shipping_rates z where z.tenant_id = _tenant),
    exists (select from flash_sale v where v.tenant_id = _tenant and v.ends_at > now() and v.starts_at <= now()),
    exists (select from product_modifier_group g where g.tenant_id = _tenant),
    exists (select from coupon_claim k where k.tenant_id = _tenant and k.shopper_id = _shopper and k.state = 'held' and k.expires_at > now()),
    _key is null and exists (select from coupon c where c.tenant_id = _tenant and c.state = 'active' and c.ends_at > now()),
    exists (select from shopper_account a where a.tenant_id = _tenant and a.shopper_id = _shopper and a.amount > 0)
      or exists (select from membership_programme m where m.tenant_id = _tenant and m.enabled)
  into skus, delivery, dining, rates, has_sale, has_extras, has_coupons, has_claimable, has_account
  from (select 1) as once
  left join (
    select coalesce(r.delivery, '{}') as delivery, coalesce(r.dining, '{}') as dining
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = _tenant and a.app_id = _app_id
  ) as shop on true;

  if has_sale then
    skus := (
      select jsonb_agg(goods || jsonb_build_object('flashSale', flash_offer(_tenant, (goods ->> 'skuId')::uuid, _shopper)))
      from jsonb_array_elements(skus) as goods);
  end if;
  if has_extras then
    skus := (
      select jsonb_agg(goods || jsonb_build_object('modifierGroups', (
        select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
          'modifiers', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'priceFen', m.price_fen,
              'soldOut', m.sold_out) order by m.position, m.id), '[]')
            from modifier m where m.tenant_id = _tenant and m.group_id = g.id)) order by pg.position, g.id)
        from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
        where pg.tenant_id = _tenant and pg.product_id = (goods ->> 'productId')::uuid)))
      from jsonb_array_elements(skus) as goods);
  end if;
  if has_coupons or has_claimable then
    -- a coupon for a category is for those below it, too
    skus := (
      select jsonb_agg(goods || jsonb_build_object('parentCategoryId', (
        select c.parent_id from category c where c.tenant_id = _tenant and c.id = (goods ->> 'categoryId')::uuid)))
      from jsonb_array_elements(skus) as goods);
  end if;
  if has_coupons then
    coupons := held_coupons(_tenant, _shopper);
  end if;
  if has_claimable then
    claimable := claimable_coupons(_tenant, _shopper);
  end if;
  if has_account then
    account := checkout_account(_tenant, _shopper);
  end if;
  if _key is not null then
    placed := (
      select jsonb_build_object('id', o.id, 'requestHash', encode(o.request_hash, 'hex'))
      from shop_order o where o.tenant_id = _tenant and o.shopper_id = _shopper and o.idempotency_key = _key);
  end if;
  if _table is not null then
    dining_table := (
      select jsonb_build_object('id', t.id, 'area', t.area, 'name', t.name, 'state', t.state)
      from dining_table t where t.tenant_id = _tenant and t.id = _table);
  end if;
  return next;
end $$;

-- As in 0019-prices-asked-once.sql, and: any number of coupons, and what is paid by balance, bonus and points, which are taken from the
-- shopper's accounts here. Less in an account than is taken raises XP003: the order is then priced again.
-- Locks come in the order: order, coupon claims by id, contingents, accounts (balance, bonus, points), SKUs.
drop function place_order(uuid, uuid, text, text, uuid, text, bytea, jsonb, int, int, int, int, text, jsonb, text, timestamptz, timestamptz,
  uuid[], int[], int[], uuid[], uuid, uuid, jsonb, uuid[], int[], int, jsonb, uuid[], uuid[], int[], int[]);
create function place_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _packing int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _skus uuid[], _quantities int[], _prices int[], _entries uuid[], _event uuid,
  _table uuid, _dining jsonb, _modifiers uuid[], _modifier_prices int[],
  _discount int, _coupons jsonb, _claims uuid[], _sales uuid[], _sale_skus uuid[], _sale_quantities int[], _sale_prices int[],
  _adjustments jsonb, _balance int, _bonus int, _points int, _points_fen int
) returns text language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  taken int;
  emptied boolean;
begin
  -- First the order: a double tap waits here for its twin and takes no stock.
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
    subtotal_fen, packing_fen, shipping_fen, discount_fen, total_fen, delivery, address, note, created_at, expires_at, table_id, dining, coupons,
    adjustments, balance_fen, bonus_fen, points_spent, points_fen)
  values (_tenant, _order, _number, _app_id, _shopper, _key, _request_hash, 'pending', _lines,
    _subtotal, _packing, _shipping, _discount, _total, _delivery, _address, _note, _created_at, _expires_at, _table, _dining, _coupons,
    _adjustments, _balance, _bonus, _points, _points_fen)
  on conflict (tenant_id, shopper_id, idempotency_key) do nothing;
  if not found then
    return 'repeated';
  end if;

  insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
  values (_tenant, _event, _order, 'pending', 'placed', _created_at);
  if cardinality(_modifiers) = 0 then
    delete from cart_line where tenant_id = _tenant and shopper_id = _shopper and sku_id = any(_skus) and modifier_ids = '{}';
  else
    delete from cart_line where tenant_id = _tenant and shopper_id = _shopper and sku_id = any(_skus) and exists (
      select from jsonb_array_elements(_lines) as line where (line ->> 'skuId')::uuid = cart_line.sku_id
        and cart_line.modifier_ids = array(
          select (chosen ->> 'id')::uuid from jsonb_array_elements(line -> 'modifiers') as chosen order by 1));
  end if;

  if cardinality(_modifiers) > 0 and exists (
    select from unnest(_modifiers, _modifier_prices) as chosen (id, price_fen)
    left join modifier m on m.tenant_id = _tenant and m.id = chosen.id and m.price_fen = chosen.price_fen and not m.sold_out
    where m.id is null
  ) then
    raise exception 'extras are gone or dearer' using errcode = 'XP001';
  end if;

  if cardinality(_claims) > 0 then
    perform use_coupons(_tenant, _order, _shopper, _claims, _created_at);
  end if;

  if cardinality(_sales) > 0 then
    -- Locked before anything is counted: what others have bought meanwhile is seen by the statement after this one.
    perform 1 from flash_sale_item i join unnest(_sales, _sale_skus) as wanted (sale_id, sku_id)
      on i.tenant_id = _tenant and i.sale_id = wanted.sale_id and i.sku_id = wanted.sku_id
    order by i.sku_id, i.sale_id for no key update of i;
    with wanted as (
      select * from unnest(_sales, _sale_skus, _sale_quantities, _sale_prices) as line (sale_id, sku_id, quantity, price_fen)
    ), changed as (
      update flash_sale_item i set sold = i.sold + wanted.quantity
      from wanted
      where i.tenant_id = _tenant and i.sale_id = wanted.sale_id and i.sku_id = wanted.sku_id and i.price_fen = wanted.price_fen
        and i.starts_at <= now() and i.ends_at > now() and i.sold + wanted.quantity <= i.total
        and (i.per_shopper is null or wanted.quantity + (
          select coalesce(sum(e.delta), 0) from flash_sale_entry e where e.tenant_id = _tenant and e.sale_id = i.sale_id and e.sku_id = i.sku_id
            and e.shopper_id = _shopper) <= i.per_shopper)
      returning i.sale_id, i.sku_id, wanted.quantity
    ), ledger as (
      insert into flash_sale_entry (tenant_id, id, sale_id, sku_id, shopper_id, order_id, delta)
      select _tenant, gen_random_uuid(), sale_id, sku_id, _shopper, _order, quantity from changed
    )
    select count(*) into taken from changed;
    if taken < cardinality(_sales) then
      raise exception 'the sale is over or sold out' using errcode = 'XP001';
    end if;
  end if;

  if _balance > 0 then
    perform move_account(_tenant, _shopper, 'balance', -_balance, 'order', _order);
  end if;
  if _bonus > 0 then
    perform move_account(_tenant, _shopper, 'bonus', -_bonus, 'order', _order);
  end if;
  if _points > 0 then
    perform move_account(_tenant, _shopper, 'points', -_points, 'order', _order);
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

-- As in 0015-group-buys.sql, and the rates of sending and the offer's name.
drop function read_group_prices(uuid, uuid[], text, uuid, text, uuid, uuid);
create function read_group_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _group_buy uuid, _group uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, rates jsonb, offer jsonb, joined jsonb)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select p.skus, p.delivery, p.dining, p.placed, p.rates,
    (select jsonb_build_object('id', b.id, 'title', b.title, 'size', b.size, 'hours', b.hours, 'perShopper', b.per_shopper, 'left', b.total - b.sold,
        'isBegun', b.starts_at <= now(), 'isOver', b.ends_at <= now(),
        'prices', (select coalesce(jsonb_object_agg(i.sku_id, i.price_fen), '{}') from group_buy_item i
          where i.tenant_id = _tenant and i.group_buy_id = b.id),
        'bought', (select coalesce(sum(own.quantity), 0)::int from group_place own
          where own.tenant_id = _tenant and own.shopper_id = _shopper and own.group_buy_id = b.id and own.state in ('held', 'taken')))
      from group_buy b where b.tenant_id = _tenant and b.id = _group_buy),
    (select jsonb_build_object('id', g.id, 'size', g.size, 'places', g.places, 'paid', g.paid, 'endsAt', g.ends_at,
        'isOpen', g.state = 'open' and g.ends_at > now(),
        'isMember', exists (select from group_place own where own.tenant_id = _tenant and own.group_id = g.id
          and own.shopper_id = _shopper and own.state in ('held', 'taken')))
      from buying_group g where g.tenant_id = _tenant and g.id = _group and g.group_buy_id = _group_buy)
  from read_prices(_tenant, _skus, _app_id, _shopper, _key, null) p;
end $$;

-- As in 0015-group-buys.sql (the locks are told there), around the `place_order` of today.
drop function place_group_order(uuid, uuid, uuid, boolean, timestamptz, int, uuid, text, text, uuid, text, bytea, jsonb, int, int, int, text, jsonb, text,
  timestamptz, timestamptz, uuid, int, int, uuid, uuid);
create function place_group_order(
  _tenant uuid, _group_buy uuid, _group uuid, _opens boolean, _group_ends_at timestamptz, _group_price int,
  _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _sku uuid, _quantity int, _list_price int, _entry uuid, _event uuid, _adjustments jsonb
) returns text language plpgsql as $$
declare
  b group_buy;
  g buying_group;
  outcome text;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  if not _opens then
    select * into g from buying_group where tenant_id = _tenant and id = _group and group_buy_id = _group_buy for no key update;
    if not found or g.state <> 'open' or g.ends_at <= clock_timestamp() or g.places >= g.size or exists (
      select from group_place p where p.tenant_id = _tenant and p.group_id = _group and p.shopper_id = _shopper and p.state in ('held', 'taken')
    ) then
      raise exception 'the group is over or full' using errcode = 'XP001';
    end if;
  end if;

  -- Locked before anything is counted: what others have bought meanwhile is seen by the statement after this one.
  select * into b from group_buy where tenant_id = _tenant and id = _group_buy for no key update;
  if not found
    -- The end of an offer is the end of opening groups; one that is open is kept as it was promised.
    or (_opens and (b.starts_at > clock_timestamp() or b.ends_at <= clock_timestamp()))
    -- Whoever opens a group must leave one for everybody who is to join.
    or b.sold + _quantity + (case when _opens then b.size - 1 else 0 end) > b.total
    or _quantity + (
      select coalesce(sum(p.quantity), 0) from group_place p where p.tenant_id = _tenant and p.shopper_id = _shopper
        and p.group_buy_id = _group_buy and p.state in ('held', 'taken')) > b.per_shopper
    or not exists (select from group_buy_item i where i.tenant_id = _tenant and i.group_buy_id = _group_buy and i.sku_id = _sku
      and i.price_fen = _group_price)
  then
    raise exception 'the offer is over or sold out' using errcode = 'XP001';
  end if;
  update group_buy set sold = sold + _quantity where tenant_id = _tenant and id = _group_buy;

  outcome := place_order(_tenant, _order, _number, _app_id, _shopper, _key, _request_hash,
    _lines, _subtotal, 0, _shipping, _total, _delivery, _address, _note, _created_at, _expires_at,
    array[_sku], array[_quantity], array[_list_price], array[_entry], _event,
    null, null, '{}', '{}', 0, '[]', '{}', '{}', '{}', '{}', '{}', _adjustments, 0, 0, 0, 0);
  if outcome = 'repeated' then
    raise exception 'the key has placed an order before' using errcode = 'XP001';
  end if;

  if _opens then
    insert into buying_group (tenant_id, id, group_buy_id, size, places, ends_at, next_step_at, created_at)
    values (_tenant, _group, _group_buy, b.size, 1, _group_ends_at, _group_ends_at, _created_at);
  else
    update buying_group set places = places + 1 where tenant_id = _tenant and id = _group;
  end if;
  insert into group_place (tenant_id, order_id, group_id, group_buy_id, shopper_id, sku_id, quantity, is_opener, created_at)
  values (_tenant, _order, _group, _group_buy, _shopper, _sku, _quantity, _opens, _created_at);
  insert into group_place_entry (tenant_id, id, group_id, order_id, state) values (_tenant, gen_random_uuid(), _group, _order, 'held');
  return outcome;
end $$;
