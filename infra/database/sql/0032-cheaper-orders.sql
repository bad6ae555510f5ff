-- A cart is changed and read back in one call. What most carts do not need is read apart, when one look has found that there is something;
-- rows as `CartRow` in commerce/carts has them.

-- Whether goods put into a cart at a time are at a sale's price no more: told for three days, then nobody minds.
create function has_outlived_sale(_tenant uuid, _sku uuid, _added_at timestamptz, _price int) returns boolean language plpgsql stable as $$
begin
  return exists (
    select from flash_sale_item f
    where f.tenant_id = _tenant and f.sku_id = _sku and f.starts_at <= _added_at and f.ends_at > _added_at
      and f.ends_at <= now() and f.ends_at > now() - interval '3 days' and f.price_fen < _price);
end $$;

-- A shopper's cart, newest first; no more than one line above what it may hold.
create function read_cart(_tenant uuid, _shopper uuid)
returns table (key text, "skuId" uuid, "productId" uuid, title text, "optionValues" text[], "imageUrl" text, "skuPriceFen" int,
  "memberPriceFen" int, tier jsonb, "extrasFen" int, offer jsonb, "outlivedSale" boolean, quantity int, stock int, modifiers jsonb,
  available boolean) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  has_sale boolean;
  has_members boolean;
  own_tier jsonb;
begin
  select
    -- one that ended lately is still told
    exists (select from flash_sale v where v.tenant_id = _tenant and v.ends_at > now() - interval '3 days' and v.starts_at <= now()),
    exists (select from membership_programme m where m.tenant_id = _tenant and m.enabled)
  into has_sale, has_members;
  if has_members then
    own_tier := checkout_account(_tenant, _shopper) -> 'tier';
  end if;
  return query
    select concat_ws(' ', l.sku_id::text, nullif(array_to_string(l.modifier_ids, ' '), '')), l.sku_id, p.id, p.title, s.option_values,
      coalesce(s.image_url, p.image_url), s.price_fen, s.member_price_fen, own_tier,
      coalesce((l.chosen -> 'priceFen')::int, 0),
      case when has_sale then flash_offer(_tenant, l.sku_id, _shopper) end,
      case when has_sale then has_outlived_sale(_tenant, l.sku_id, l.added_at, s.price_fen) else false end,
      l.quantity, s.stock, coalesce(l.chosen -> 'modifiers', '[]'),
      s.active and p.state = 'active' and p.publish_at <= now() and p.unpublish_at > now() and s.stock >= l.quantity
        and coalesce((l.chosen -> 'available')::int, 0) = cardinality(l.modifier_ids)
    from (
      select c.sku_id, c.modifier_ids, c.quantity, c.added_at,
        case when c.modifier_ids <> '{}' then (
          select chosen_extras(_tenant, k.product_id, c.modifier_ids) from sku k where k.tenant_id = _tenant and k.id = c.sku_id) end as chosen
      from cart_line c
      where c.tenant_id = _tenant and c.shopper_id = _shopper
      order by c.added_at desc, c.sku_id, c.modifier_ids limit 101) as l
    join sku s on s.tenant_id = _tenant and s.id = l.sku_id
    join product p on p.tenant_id = _tenant and p.id = s.product_id
    order by l.added_at desc, l.sku_id, l.modifier_ids;
end $$;

-- Puts goods into a cart, on top of what is there or (`_sets`) in its place, and answers the cart: no row for goods that are not sold, or not
-- without a choice. None of them takes the line out. Raises XP005 when the cart holds more than `_most` lines then; nothing is kept.
create function put_in_cart(_tenant uuid, _shopper uuid, _sku uuid, _quantity int, _modifiers uuid[], _sets boolean, _most int)
returns table (key text, "skuId" uuid, "productId" uuid, title text, "optionValues" text[], "imageUrl" text, "skuPriceFen" int,
  "memberPriceFen" int, tier jsonb, "extrasFen" int, offer jsonb, "outlivedSale" boolean, quantity int, stock int, modifiers jsonb,
  available boolean) language plpgsql as $$
declare
  entered constant text := set_config('app.tenant_id', _tenant::text, true);
  lines int;
begin
  if _quantity = 0 then
    delete from cart_line l where l.tenant_id = _tenant and l.shopper_id = _shopper and l.sku_id = _sku and l.modifier_ids = _modifiers;
  else
    insert into cart_line as l (tenant_id, shopper_id, sku_id, quantity, modifier_ids)
    select _tenant, _shopper, s.id, _quantity, _modifiers
    from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
    where s.tenant_id = _tenant and s.id = _sku and s.active and p.state = 'active' and p.publish_at <= now() and p.unpublish_at > now()
      and (cardinality(_modifiers) > 0 or not exists (
        select from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
        where pg.tenant_id = _tenant and pg.product_id = p.id and g.min_choices > 0))
    on conflict (tenant_id, shopper_id, sku_id, modifier_ids)
    do update set quantity = case when _sets then excluded.quantity else least(l.quantity + excluded.quantity, 999) end;
    if not found then
      return;
    end if;
  end if;
  return query select * from read_cart(_tenant, _shopper);
  get diagnostics lines = row_count;
  if lines > _most then
    raise exception 'the cart is full' using errcode = 'XP005';
  end if;
end $$;
