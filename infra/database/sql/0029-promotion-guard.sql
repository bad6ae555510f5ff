-- What goods usually cost, an entry whenever that changes. The law wants a sale's "before" to be no more than the lowest price of the seven
-- days before it (规范促销行为暂行规定); price_entry and the orders say what that is.
create table price_entry (
  tenant_id uuid not null,
  sku_id uuid not null,
  id uuid not null default gen_random_uuid(),
  price_fen int not null check (price_fen >= 0),
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, sku_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('price_entry', true);

create function remember_price() returns trigger language plpgsql as $$
begin
  insert into price_entry (tenant_id, sku_id, price_fen) values (new.tenant_id, new.id, new.price_fen);
  return null;
end $$;
create trigger sku_price_entered after insert on sku for each row execute function remember_price();
create trigger sku_price_changed after update of price_fen on sku for each row
  when (new.price_fen is distinct from old.price_fen) execute function remember_price();

-- Whether a sale or group buy that has been announced, or runs, strikes the SKU's usual price through.
create function sku_in_promotion(_tenant uuid, _sku uuid) returns boolean language sql stable as $$
  select exists (select from flash_sale_item f where f.tenant_id = _tenant and f.sku_id = _sku and f.ends_at > now())
    or exists (select from group_buy_item i join group_buy b on b.tenant_id = i.tenant_id and b.id = i.group_buy_id
      where i.tenant_id = _tenant and i.sku_id = _sku and b.ends_at > now())
$$;

-- The last guard: whoever raises a price asks before, and tells why not.
create function refuse_dearer_in_promotion() returns trigger language plpgsql as $$
begin
  if sku_in_promotion(new.tenant_id, new.id) then
    raise exception 'the usual price stands while a promotion refers to it' using errcode = 'XP004';
  end if;
  return new;
end $$;
create trigger sku_price_stands before update of price_fen on sku for each row
  when (new.price_fen > old.price_fen) execute function refuse_dearer_in_promotion();

-- The most that may be struck through for each SKU in a promotion that begins then, and what made it so: 'list', a usual price in force within
-- the seven days before, or 'deal', what somebody paid. From `free_at` on nothing is lower any more than what the SKU costs now. What one
-- person's coupons, points and rank take off is no price of the goods.
create function reference_prices(_tenant uuid, _skus uuid[], _starts timestamptz)
returns table (sku_id uuid, price_fen int, source text, at timestamptz, free_at timestamptz) language plpgsql stable as $$
declare
  _from constant timestamptz := _starts - interval '7 days';
begin
  return query
  with usual as (
    select e.sku_id, e.price_fen, e.created_at as at, lead(e.created_at) over (partition by e.sku_id order by e.created_at, e.id) as until
    from price_entry e where e.tenant_id = _tenant and e.sku_id = any(_skus) and e.created_at <= _starts
  ), offered as (
    select u.sku_id, u.price_fen, 'list' as source, u.at, u.until from usual u where u.until is null or u.until > _from
    union all
    select e.sku_id, (case when line -> 'adjustments' @> '[{"kind": "member"}]' then line -> 'listPriceFen' else line -> 'priceFen' end)::int - coalesce((
        select sum((extra ->> 'priceFen')::int)::int from jsonb_array_elements(line -> 'modifiers') as extra), 0), 'deal', o.paid_at, o.paid_at
    from stock_entry e
    join shop_order o on o.tenant_id = e.tenant_id and o.id = e.reference_id and o.state = 'paid' and o.paid_at > _from and o.paid_at <= _starts
    cross join lateral jsonb_array_elements(o.lines) as line
    where e.tenant_id = _tenant and e.sku_id = any(_skus) and e.reason = 'order' and (line ->> 'skuId')::uuid = e.sku_id
  )
  select distinct on (o.sku_id) o.sku_id, o.price_fen, o.source, o.at,
    max(o.until) filter (where o.price_fen < s.price_fen) over (partition by o.sku_id) + interval '7 days'
  from offered o join sku s on s.tenant_id = _tenant and s.id = o.sku_id
  order by o.sku_id, o.price_fen, o.at desc;
end $$;
