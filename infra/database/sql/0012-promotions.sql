-- What shoppers can collect. Its terms stand still once somebody has one; `claimed` is the number of its coupon_claim rows.
create table coupon (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  kind text not null check (kind in ('amount', 'percent')),
  -- of kind amount
  amount_fen int not null default 0 check (amount_fen >= 0),
  -- of kind percent: how much is taken off, and at most how many fen
  percent_off int not null default 0 check (percent_off between 0 and 99),
  max_off_fen int check (max_off_fen >= 1),
  threshold_fen int not null default 0 check (threshold_fen >= 0),
  -- null: on everything
  category_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- null: without end
  total int check (total >= 1),
  per_shopper int not null default 1 check (per_shopper between 1 and 100),
  claimed int not null default 0 check (claimed >= 0),
  state text not null default 'active' check (state in ('active', 'stopped')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, category_id) references category (tenant_id, id),
  check (kind <> 'amount' or (amount_fen >= 1 and percent_off = 0 and max_off_fen is null)),
  check (kind <> 'percent' or (percent_off >= 1 and amount_fen = 0)),
  -- the last guard against handing out too many
  check (claimed <= total)
) with (fillfactor = 80);
call platform.lock_tenant_table('coupon');
-- serves the coupon centre and the sections that show coupons
create index coupon_open on coupon (tenant_id, ends_at) where state = 'active';

-- A coupon in a shopper's wallet. Expired is not stored: it is held, and past its time.
create table coupon_claim (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  shopper_id uuid not null,
  idempotency_key text not null,
  state text not null default 'held' check (state in ('held', 'used')),
  order_id uuid,
  claimed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, shopper_id, idempotency_key),
  foreign key (tenant_id, coupon_id) references coupon (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  check ((state = 'used') = (order_id is not null))
) with (fillfactor = 80);
call platform.lock_tenant_table('coupon_claim');
-- serves the count of what one shopper has of a coupon
create index coupon_claim_by_coupon on coupon_claim (tenant_id, coupon_id, shopper_id);
-- serves the wallet and what is offered at checkout
create index coupon_claim_held on coupon_claim (tenant_id, shopper_id, expires_at) where state = 'held';
-- serves the order that gives its coupon back
create unique index coupon_claim_by_order on coupon_claim (tenant_id, order_id) where order_id is not null;

-- Everything that happened to a coupon that was claimed.
create table coupon_entry (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  claim_id uuid not null,
  kind text not null check (kind in ('claimed', 'used', 'returned')),
  order_id uuid,
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, coupon_id, id),
  foreign key (tenant_id, coupon_id) references coupon (tenant_id, id),
  foreign key (tenant_id, claim_id) references coupon_claim (tenant_id, id)
);
call platform.lock_tenant_table('coupon_entry', true);

create table flash_sale (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at >= starts_at),
  -- ended by hand, which moved ends_at
  stopped_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
call platform.lock_tenant_table('flash_sale');
create index flash_sale_by_end on flash_sale (tenant_id, ends_at);

-- One SKU of a sale, with a price and a contingent of its own; the goods themselves are taken from sku.stock as always.
create table flash_sale_item (
  tenant_id uuid not null,
  sale_id uuid not null,
  sku_id uuid not null,
  price_fen int not null check (price_fen >= 1),
  total int not null check (total >= 1),
  -- the sum of flash_sale_entry; the check is the last guard against selling more at this price
  sold int not null default 0 check (sold between 0 and total),
  -- null: as many as there are
  per_shopper int check (per_shopper >= 1),
  position int not null,
  -- as of the sale
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  primary key (tenant_id, sale_id, sku_id),
  foreign key (tenant_id, sale_id) references flash_sale (tenant_id, id) on delete cascade,
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
) with (fillfactor = 80);
call platform.lock_tenant_table('flash_sale_item');
-- serves the price of a SKU
create index flash_sale_item_by_sku on flash_sale_item (tenant_id, sku_id, ends_at);

-- Every movement of a sale's contingent, positive = bought; by shopper, whose limit is counted here.
create table flash_sale_entry (
  tenant_id uuid not null,
  id uuid not null,
  sale_id uuid not null,
  sku_id uuid not null,
  shopper_id uuid not null,
  order_id uuid not null,
  delta int not null check (delta <> 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, sale_id, sku_id, shopper_id, id),
  foreign key (tenant_id, sale_id, sku_id) references flash_sale_item (tenant_id, sale_id, sku_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('flash_sale_entry', true);
-- serves the order that gives its contingent back
create index flash_sale_entry_by_order on flash_sale_entry (tenant_id, order_id);

-- One SKU has one price at any moment. Sales of a shop are written one after the other, so that two of them cannot miss each other.
create function refuse_overlapping_sales() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('flash_sale ' || new.tenant_id, 0));
  if exists (select from flash_sale_item o where o.tenant_id = new.tenant_id and o.sku_id = new.sku_id and o.sale_id <> new.sale_id
      and o.starts_at < new.ends_at and o.ends_at > new.starts_at) then
    raise exception 'the SKU is in another sale then' using errcode = 'XP002';
  end if;
  return new;
end $$;
create trigger flash_sale_item_alone before insert or update of sku_id, starts_at, ends_at on flash_sale_item
  for each row execute function refuse_overlapping_sales();

-- total = subtotal + packing + shipping - discount. `coupon` holds what was true when the order was placed: claim, coupon, title, discount.
alter table shop_order
  add column discount_fen int not null default 0 check (discount_fen >= 0 and discount_fen <= subtotal_fen),
  add column coupon jsonb;

-- One coupon into one wallet. Whoever wants the same coupon waits at its row, so that the counts are true for the next.
-- Answers 'claimed', 'last' (claimed, and none is left), 'repeated' (this key has claimed it before), or why not: 'conflict' (the key has
-- claimed another coupon), 'unknown', 'not_yet', 'over', 'gone', 'limit'.
create function claim_coupon(_tenant uuid, _coupon uuid, _shopper uuid, _key text, _claim uuid)
returns table (outcome text, claim_id uuid) language plpgsql as $$
declare
  c coupon;
  before coupon_claim;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into c from coupon where tenant_id = _tenant and id = _coupon for no key update;
  if not found then
    return query select 'unknown', null::uuid;
    return;
  end if;
  select * into before from coupon_claim k where k.tenant_id = _tenant and k.shopper_id = _shopper and k.idempotency_key = _key;
  if found then
    return query select case when before.coupon_id = _coupon then 'repeated' else 'conflict' end, before.id;
    return;
  end if;
  if c.state <> 'active' or c.ends_at <= clock_timestamp() then
    return query select 'over', null::uuid;
  elsif c.starts_at > clock_timestamp() then
    return query select 'not_yet', null::uuid;
  elsif c.claimed >= c.total then
    return query select 'gone', null::uuid;
  elsif (select count(*) from coupon_claim k where k.tenant_id = _tenant and k.coupon_id = _coupon and k.shopper_id = _shopper) >= c.per_shopper then
    return query select 'limit', null::uuid;
  else
    update coupon set claimed = claimed + 1 where tenant_id = _tenant and id = _coupon;
    insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
    values (_tenant, _claim, _coupon, _shopper, _key, c.ends_at);
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind) values (_tenant, gen_random_uuid(), _coupon, _claim, 'claimed');
    return query select case when c.claimed + 1 = c.total then 'last' else 'claimed' end, _claim;
  end if;
end $$;

-- Coupons and contingents follow their order in the statement that moves it, whoever moves it: the closing of what nobody paid, or a
-- refund of everything. So no crash can part them. Locks come in the order of place_order: order, coupon, contingents, then (the caller's) SKUs.
create function promotions_follow_order() returns trigger language plpgsql as $$
begin
  with returned as (
    update coupon_claim set state = 'held', order_id = null, used_at = null
    where tenant_id = new.tenant_id and order_id = new.id
    returning id, coupon_id
  )
  insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, order_id)
  select new.tenant_id, gen_random_uuid(), coupon_id, id, 'returned', new.id from returned;

  if exists (select from flash_sale_entry e where e.tenant_id = new.tenant_id and e.order_id = new.id) then
    perform 1 from flash_sale_item i
    where i.tenant_id = new.tenant_id and exists (select from flash_sale_entry e where e.tenant_id = new.tenant_id and e.order_id = new.id
      and e.sale_id = i.sale_id and e.sku_id = i.sku_id)
    order by i.sku_id, i.sale_id for no key update;
    with taken as (
      select e.sale_id, e.sku_id, e.shopper_id, sum(e.delta)::int as quantity from flash_sale_entry e
      where e.tenant_id = new.tenant_id and e.order_id = new.id group by 1, 2, 3 having sum(e.delta) > 0
    ), ledger as (
      insert into flash_sale_entry (tenant_id, id, sale_id, sku_id, shopper_id, order_id, delta)
      select new.tenant_id, gen_random_uuid(), sale_id, sku_id, shopper_id, new.id, -quantity from taken
    )
    update flash_sale_item i set sold = i.sold - taken.quantity from taken
    where i.tenant_id = new.tenant_id and i.sale_id = taken.sale_id and i.sku_id = taken.sku_id;
  end if;
  return null;
end $$;
create trigger promotions_follow_order after update of state on shop_order for each row
  when (new.state in ('closed', 'refunded') and old.state is distinct from new.state) execute function promotions_follow_order();

-- As in 0009-dining.sql, and: a SKU's category and the sale it is in, and the coupons in the shopper's wallet.
drop function read_prices(uuid, uuid[], text, uuid, text, uuid);
create function read_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _table uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, dining_table jsonb, coupons jsonb) language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select
    (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock, 'categoryId', p.category_id,
        'flashSale', (
          select jsonb_build_object('id', f.sale_id, 'title', v.title, 'priceFen', f.price_fen, 'left', f.total - f.sold,
            'perShopper', f.per_shopper, 'bought', (
              select coalesce(sum(e.delta), 0)::int from flash_sale_entry e
              where e.tenant_id = _tenant and e.sale_id = f.sale_id and e.sku_id = f.sku_id and e.shopper_id = _shopper))
          from flash_sale_item f join flash_sale v on v.tenant_id = f.tenant_id and v.id = f.sale_id
          where f.tenant_id = _tenant and f.sku_id = s.id and f.starts_at <= now() and f.ends_at > now()),
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
      from dining_table t where t.tenant_id = _tenant and t.id = _table),
    -- those that end first come first, should a shopper really hold more than a list can show
    (select jsonb_agg(jsonb_build_object('claimId', k.id, 'couponId', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
        'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'categoryId', c.category_id,
        'endsAt', k.expires_at) order by k.expires_at, k.id)
      from (select * from coupon_claim h where h.tenant_id = _tenant and h.shopper_id = _shopper and h.state = 'held' and h.expires_at > now()
        order by h.expires_at, h.id limit 100) k
      join coupon c on c.tenant_id = _tenant and c.id = k.coupon_id
      where c.starts_at <= now())
  from (select 1) as once
  left join (
    select coalesce(r.config -> 'delivery', '{}') as delivery, coalesce(r.config -> 'dining', '{}') as dining
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = _tenant and a.app_id = _app_id
  ) as shop on true;
end $$;

-- As in 0009-dining.sql, and: the coupon that is used up, and the contingents of flash sales, whose arrays run parallel. A coupon that is
-- not there any more, or a sale that is over, sold out or at the shopper's limit, raises XP001 like goods.
drop function place_order(uuid, uuid, text, text, uuid, text, bytea, jsonb, int, int, int, int, text, jsonb, text, timestamptz, timestamptz,
  uuid[], int[], int[], uuid[], uuid, uuid, jsonb, uuid[], int[]);
create function place_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _packing int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _skus uuid[], _quantities int[], _prices int[], _entries uuid[], _event uuid,
  _table uuid, _dining jsonb, _modifiers uuid[], _modifier_prices int[],
  _discount int, _coupon jsonb, _sales uuid[], _sale_skus uuid[], _sale_quantities int[], _sale_prices int[]
) returns text language plpgsql as $$
declare
  taken int;
  emptied boolean;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
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
