-- Everything the price of one SKU depends on, for a shopper without anything of their own, in one text: two that are equal price every order alike.
-- How many are left is not in it.
create function sale_terms(_tenant uuid, _app_id text, _sku uuid) returns text language plpgsql as $$
begin
  return (
    select md5((to_jsonb(p) #- '{skus,0,stock}' #- '{skus,0,flashSale,left}')::text)
    from read_prices(_tenant, array[_sku], _app_id, '00000000-0000-0000-0000-000000000000', '-', null) p);
end $$;

-- Orders of one SKU in its sale, settled together: first come first served, never above contingent, stock or a shopper's share. What it writes
-- is what place_order would have written for each of them, locked in the same order: orders, cart lines, the sale's item, the SKU.
-- Entries run parallel in the arrays. `_kinds` names the entry's object of `_prints`, which holds what many orders have in common: lines, amounts,
-- delivery. `_terms` is what sale_terms answered when they were priced.
-- Answers per entry 'placed'; 'repeated' (its key has an order); 'lost' (with what its shopper has bought in this sale, and whether coupons and
-- account are as everybody's, so that its price is known); or 'again': it may be ordered one by one. `changed`: `_terms` hold no more, and nothing was done.
-- `remaining` and `stock` are what was left afterwards. Raises XP001 when the sale has changed while this waited for it.
create function place_sale_orders(
  _tenant uuid, _app_id text, _sale uuid, _sku uuid, _price int, _list_price int, _terms text, _prints jsonb,
  _orders uuid[], _shoppers uuid[], _keys text[], _quantities int[], _kinds int[], _numbers text[], _hashes bytea[], _addresses jsonb,
  _created_at timestamptz[], _expires_at timestamptz[]
) returns table (outcomes text[], bought int[], plain boolean[], remaining int, stock int, changed boolean) language plpgsql as $$
#variable_conflict use_column
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  share int;
  for_sale boolean;
  candidates int[];
  written uuid[];
  winners int[] := '{}';
  won int;
  place int;
begin
  changed := sale_terms(_tenant, _app_id, _sku) is distinct from _terms;
  if changed then
    outcomes := array_fill('again'::text, array[cardinality(_orders)]);
    return next;
    return;
  end if;
  select i.total - i.sold, i.per_shopper, s.stock into remaining, share, stock
  from flash_sale_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id
  where i.tenant_id = _tenant and i.sale_id = _sale and i.sku_id = _sku;

  -- Who fits by what can be seen without waiting: nobody else's order is written at all.
  if least(remaining, stock) > 0 then
    candidates := array(
      select place from (
        select place, sum(quantity) over (order by place) as upto
        from unnest(_shoppers, _quantities) with ordinality as e (shopper_id, quantity, place)
        where share is null or (
          -- of one shopper's orders the first; the others are told what it left them
          _shoppers[1 : place - 1] @> array[shopper_id] is false
          and quantity + sale_bought(_tenant, _sale, _sku, shopper_id) <= share)
      ) as fitting
      where upto <= least(remaining, stock));
  end if;

  if cardinality(candidates) > 0 then
    -- First the orders: a double tap waits here for its twin. In the order of their keys, as every other flight writes them.
    with new as (
      insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
        subtotal_fen, packing_fen, shipping_fen, discount_fen, total_fen, adjustments, delivery, address, created_at, expires_at)
      select _tenant, e.order_id, e.number, _app_id, e.shopper_id, e.key, e.hash, 'pending', p.print -> 'lines',
        (p.print -> 'subtotalFen')::int, (p.print -> 'packingFen')::int, (p.print -> 'shippingFen')::int, (p.print -> 'discountFen')::int,
        (p.print -> 'totalFen')::int, p.print -> 'adjustments', p.print ->> 'delivery', nullif(_addresses -> (e.place - 1)::int, 'null'), e.created_at, e.expires_at
      from unnest(_orders, _shoppers, _keys, _kinds, _numbers, _hashes, _created_at, _expires_at) with ordinality
        as e (order_id, shopper_id, key, kind, number, hash, created_at, expires_at, place)
      join jsonb_array_elements(_prints) with ordinality as p (print, kind) on p.kind = e.kind + 1
      where e.place = any(candidates)
      order by e.shopper_id, e.key
      on conflict (tenant_id, shopper_id, idempotency_key) do nothing
      returning id
    )
    select array_agg(id) into written from new;
    perform 1 from cart_line
    where tenant_id = _tenant and sku_id = _sku and modifier_ids = '{}' and shopper_id = any(_shoppers)
    order by shopper_id for update;

    -- Locked before anything is counted: what others have bought meanwhile is seen by the statements after these two.
    select i.total - i.sold, i.price_fen = _price and i.starts_at <= now() and i.ends_at > now() into remaining, for_sale
    from flash_sale_item i where i.tenant_id = _tenant and i.sale_id = _sale and i.sku_id = _sku for no key update;
    if for_sale is not true then
      raise exception 'the sale is over' using errcode = 'XP001';
    end if;
    select s.stock, s.active and s.price_fen = _list_price into stock, for_sale
    from sku s where s.tenant_id = _tenant and s.id = _sku for no key update;
    if for_sale is not true then
      raise exception 'goods are gone or dearer' using errcode = 'XP001';
    end if;

    select coalesce(array_agg(place), '{}'), coalesce(sum(quantity), 0) into winners, won from (
      select place, quantity, sum(quantity) over (order by place) as upto
      from unnest(_orders, _shoppers, _quantities) with ordinality as e (order_id, shopper_id, quantity, place)
      join unnest(written) as w (id) on w.id = order_id
      where share is null or quantity + sale_bought(_tenant, _sale, _sku, shopper_id) <= share
    ) as fitting
    where upto <= least(remaining, stock);
    if cardinality(winners) < cardinality(written) then
      delete from shop_order where tenant_id = _tenant and id = any(written)
        and id <> all(array(select _orders[w] from unnest(winners) as w));
    end if;
  end if;

  if cardinality(winners) > 0 then
    insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
    select _tenant, uuidv7(), _orders[w], 'pending', 'placed', _created_at[w] from unnest(winners) as w;
    delete from cart_line where tenant_id = _tenant and sku_id = _sku and modifier_ids = '{}'
      and shopper_id = any(array(select _shoppers[w] from unnest(winners) as w));
    insert into flash_sale_entry (tenant_id, id, sale_id, sku_id, shopper_id, order_id, delta)
    select _tenant, uuidv7(), _sale, _sku, _shoppers[w], _orders[w], _quantities[w] from unnest(winners) as w;
    update flash_sale_item i set sold = i.sold + won where i.tenant_id = _tenant and i.sale_id = _sale and i.sku_id = _sku;
    insert into stock_entry (tenant_id, id, sku_id, delta, reason, reference_id)
    select _tenant, uuidv7(), _sku, -_quantities[w], 'order', _orders[w] from unnest(winners) as w;
    update sku s set stock = s.stock - won, updated_at = now() where s.tenant_id = _tenant and s.id = _sku;
    remaining := remaining - won;
    stock := stock - won;
  end if;

  if cardinality(winners) = cardinality(_orders) then
    outcomes := array_fill('placed'::text, array[cardinality(_orders)]);
  else
    select l.outcomes, l.bought, l.plain into outcomes, bought, plain from late_for_sale(_tenant, _app_id, _sale, _sku, null, _shoppers, _keys) l;
    foreach place in array winners loop
      outcomes[place] := 'placed';
    end loop;
  end if;
  return next;
end $$;

-- What those are told for whom nothing was left, as place_sale_orders does; it writes nothing and waits for nobody.
-- `_terms` null: they have been looked at.
create function late_for_sale(_tenant uuid, _app_id text, _sale uuid, _sku uuid, _terms text, _shoppers uuid[], _keys text[])
returns table (outcomes text[], bought int[], plain boolean[], remaining int, stock int, changed boolean) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  nobody constant jsonb := checkout_account(_tenant, '00000000-0000-0000-0000-000000000000');
  share int;
begin
  changed := _terms is not null and sale_terms(_tenant, _app_id, _sku) is distinct from _terms;
  select i.total - i.sold, i.per_shopper, s.stock into remaining, share, stock
  from flash_sale_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id
  where i.tenant_id = _tenant and i.sale_id = _sale and i.sku_id = _sku;
  select
    array_agg(case
      when changed then 'again'
      when exists (select from shop_order o where o.tenant_id = _tenant and o.shopper_id = e.shopper_id and o.idempotency_key = e.key) then 'repeated'
      else 'lost' end order by e.place),
    array_agg(case when share is null then 0 else (
      select coalesce(sum(b.delta), 0)::int from flash_sale_entry b
      where b.tenant_id = _tenant and b.sale_id = _sale and b.sku_id = _sku and b.shopper_id = e.shopper_id) end order by e.place),
    array_agg(not exists (
        select from coupon_claim k where k.tenant_id = _tenant and k.shopper_id = e.shopper_id and k.state = 'held' and k.expires_at > now())
      and case
        -- who has neither account nor membership is nobody to checkout_account, which costs more than these two looks
        when not exists (select from shopper_account a where a.tenant_id = _tenant and a.shopper_id = e.shopper_id)
          and not exists (select from shopper_membership m where m.tenant_id = _tenant and m.shopper_id = e.shopper_id) then true
        else checkout_account(_tenant, e.shopper_id) is not distinct from nobody
      end order by e.place)
  into outcomes, bought, plain
  from unnest(_shoppers, _keys) with ordinality as e (shopper_id, key, place);
  return next;
end $$;

-- How many of a sale's SKU one shopper has.
create function sale_bought(_tenant uuid, _sale uuid, _sku uuid, _shopper uuid) returns int language plpgsql stable as $$
begin
  return (
    select coalesce(sum(e.delta), 0) from flash_sale_entry e
    where e.tenant_id = _tenant and e.sale_id = _sale and e.sku_id = _sku and e.shopper_id = _shopper);
end $$;
