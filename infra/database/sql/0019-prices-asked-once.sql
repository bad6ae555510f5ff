-- What a shop without promotions does not pay for: these are called where one look has found that there is something to read. A statement
-- that holds their text itself would set all of it up in every execution. The tenant is the one entered; answers are null when there is none.

-- The SKU's place in the sale that runs now, as one shopper meets it; for cart and checkout alike.
create function flash_offer(_tenant uuid, _sku uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('id', f.sale_id, 'title', v.title, 'priceFen', f.price_fen, 'left', f.total - f.sold,
      'perShopper', f.per_shopper, 'endsAt', f.ends_at, 'bought', (
        select coalesce(sum(e.delta), 0)::int from flash_sale_entry e
        where e.tenant_id = _tenant and e.sale_id = f.sale_id and e.sku_id = f.sku_id and e.shopper_id = _shopper))
    from flash_sale_item f join flash_sale v on v.tenant_id = f.tenant_id and v.id = f.sale_id
    where f.tenant_id = _tenant and f.sku_id = _sku and f.starts_at <= now() and f.ends_at > now());
end $$;

-- The products that have SKUs in a sale that runs now.
create function products_in_sale(_tenant uuid) returns uuid[] language plpgsql stable as $$
begin
  if not exists (select from flash_sale v where v.tenant_id = _tenant and v.ends_at > now() and v.starts_at <= now()) then
    return null;
  end if;
  return array(
    select s.product_id from flash_sale v
    join flash_sale_item f on f.tenant_id = v.tenant_id and f.sale_id = v.id
    join sku s on s.tenant_id = f.tenant_id and s.id = f.sku_id
    where v.tenant_id = _tenant and v.ends_at > now() and v.starts_at <= now());
end $$;

-- A product's running sale as its card shows it, when it makes the product cheaper than `_price`. What is sold out, of the stock or of the
-- contingent, lowers no price.
create function card_sale(_tenant uuid, _product uuid, _price int) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('maxPriceFen', max(least(s.price_fen, f.price_fen))) || (
      array_agg(jsonb_build_object('id', f.sale_id, 'priceFen', f.price_fen, 'listPriceFen', s.price_fen, 'endsAt', f.ends_at)
        order by f.price_fen, s.id) filter (where s.stock > 0 and f.price_fen < _price))[1]
    from sku s
    left join flash_sale_item f on f.tenant_id = s.tenant_id and f.sku_id = s.id
      and f.starts_at <= now() and f.ends_at > now() and f.sold < f.total
    where s.tenant_id = _tenant and s.product_id = _product and s.active);
end $$;

-- What a cart line's extras cost together, how many of them are to be had, and what they are called.
create function chosen_extras(_tenant uuid, _product uuid, _modifiers uuid[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('priceFen', coalesce(sum(m.price_fen), 0), 'available', count(*) filter (where not m.sold_out),
      'modifiers', coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'group', g.name, 'name', m.name, 'priceFen', m.price_fen)
        order by pg.position, m.position, m.id), '[]'))
    from modifier m
    join modifier_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
    join product_modifier_group pg on pg.tenant_id = g.tenant_id and pg.group_id = g.id and pg.product_id = _product
    where m.tenant_id = _tenant and m.id = any(_modifiers));
end $$;

-- The offer in which groups for this product can be opened now, the one that ends first: how many make a group, and the lowest price in it.
create function product_group_buy(_tenant uuid, _product uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('id', b.id, 'size', b.size, 'priceFen', cheapest.group_price_fen)
    from group_buy b
    join lateral (
      select s.price_fen, i.price_fen as group_price_fen
      from group_buy_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id and s.active
      where i.tenant_id = b.tenant_id and i.group_buy_id = b.id
      order by i.price_fen, i.position limit 1) cheapest on true
    where b.tenant_id = _tenant and b.product_id = _product and b.starts_at <= now() and b.ends_at > now()
      and (b.total is null or b.total - b.sold >= b.size) and cheapest.group_price_fen < cheapest.price_fen
    order by b.ends_at, b.id limit 1);
end $$;

-- What checkout asks of every config, so that it need not be unpacked for that.
alter table storefront_revision
  add column delivery jsonb generated always as (config -> 'delivery') stored,
  add column dining jsonb generated always as (config -> 'dining') stored;

-- As in 0012-promotions.sql. What most requests do not need is read apart, when one look has found that there is something.
create or replace function read_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _table uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, dining_table jsonb, coupons jsonb) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  has_sale boolean;
  has_extras boolean;
  has_coupons boolean;
begin
  select
    (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock, 'categoryId', p.category_id))
      from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where s.tenant_id = _tenant and s.id = any(_skus) and s.active and p.state = 'active'),
    shop.delivery, shop.dining,
    exists (select from flash_sale v where v.tenant_id = _tenant and v.ends_at > now() and v.starts_at <= now()),
    exists (select from product_modifier_group g where g.tenant_id = _tenant),
    exists (select from coupon_claim k where k.tenant_id = _tenant and k.shopper_id = _shopper and k.state = 'held' and k.expires_at > now())
  into skus, delivery, dining, has_sale, has_extras, has_coupons
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
  if has_coupons then
    -- those that end first come first, should a shopper really hold more than a list can show
    coupons := (
      select jsonb_agg(jsonb_build_object('claimId', k.id, 'couponId', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
          'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'categoryId', c.category_id,
          'endsAt', k.expires_at) order by k.expires_at, k.id)
      from (select * from coupon_claim h where h.tenant_id = _tenant and h.shopper_id = _shopper and h.state = 'held' and h.expires_at > now()
        order by h.expires_at, h.id limit 100) k
      join coupon c on c.tenant_id = _tenant and c.id = k.coupon_id
      where c.starts_at <= now());
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

-- As in 0012-promotions.sql; the cart of an order without extras is cleared without a look into its lines.
create or replace function place_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _packing int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _skus uuid[], _quantities int[], _prices int[], _entries uuid[], _event uuid,
  _table uuid, _dining jsonb, _modifiers uuid[], _modifier_prices int[],
  _discount int, _coupon jsonb, _sales uuid[], _sale_skus uuid[], _sale_quantities int[], _sale_prices int[]
) returns text language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  taken int;
  emptied boolean;
begin
  -- First the order: a double tap waits here for its twin and takes no stock.
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
    subtotal_fen, packing_fen, shipping_fen, discount_fen, total_fen, delivery, address, note, created_at, expires_at, table_id, dining, coupon)
  values (_tenant, _order, _number, _app_id, _shopper, _key, _request_hash, 'pending', _lines,
    _subtotal, _packing, _shipping, _discount, _total, _delivery, _address, _note, _created_at, _expires_at, _table, _dining, _coupon)
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

  if _coupon is not null then
    update coupon_claim set state = 'used', order_id = _order, used_at = _created_at
    where tenant_id = _tenant and id = (_coupon ->> 'claimId')::uuid and shopper_id = _shopper and state = 'held' and expires_at > now();
    if not found then
      raise exception 'the coupon is used or over' using errcode = 'XP001';
    end if;
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, order_id)
    values (_tenant, gen_random_uuid(), (_coupon ->> 'couponId')::uuid, (_coupon ->> 'claimId')::uuid, 'used', _order);
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
