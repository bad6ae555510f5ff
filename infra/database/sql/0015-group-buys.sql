-- Goods of one product that cost less for a group that buys together. Begun, it stays as it was announced; it can only end early.
create table group_buy (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  product_id uuid not null,
  -- how many shoppers make a group
  size int not null check (size between 2 and 100),
  -- how long a group has to become complete
  hours int not null check (hours between 1 and 72),
  -- when groups can be opened; those that are open then still have their hours
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at >= starts_at),
  -- ended by hand, which moved ends_at
  stopped_at timestamptz,
  -- articles one shopper may have, in all groups together
  per_shopper int not null default 1 check (per_shopper between 1 and 999),
  -- null: as many as there are
  total int check (total >= size),
  -- the articles of places that are held or taken; the check is the last guard against selling more at this price
  sold int not null default 0 check (sold >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, product_id) references product (tenant_id, id),
  check (sold <= total)
) with (fillfactor = 80);
call platform.lock_tenant_table('group_buy');
-- serves the list and the sections
create index group_buy_by_end on group_buy (tenant_id, ends_at);

-- What one SKU costs in a group; the goods themselves are taken from sku.stock as always.
create table group_buy_item (
  tenant_id uuid not null,
  group_buy_id uuid not null,
  sku_id uuid not null,
  price_fen int not null check (price_fen >= 1),
  position int not null,
  primary key (tenant_id, group_buy_id, sku_id),
  foreign key (tenant_id, group_buy_id) references group_buy (tenant_id, id) on delete cascade,
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
call platform.lock_tenant_table('group_buy_item');

-- A group: opened by an order, joined by others.
create table buying_group (
  tenant_id uuid not null,
  id uuid not null,
  group_buy_id uuid not null,
  size int not null,
  state text not null default 'open' check (state in ('open', 'complete', 'failed')),
  -- held and taken; the check is the last guard against a place too many
  places int not null default 0 check (places between 0 and size),
  -- taken
  paid int not null default 0 check (paid between 0 and places),
  ends_at timestamptz not null,
  -- when the job has something to do: at the end, and until everybody has their money back
  next_step_at timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, group_buy_id) references group_buy (tenant_id, id),
  check ((state = 'open') = (settled_at is null))
) with (fillfactor = 80);
call platform.lock_tenant_table('buying_group');
-- serves the groups one can join, and the merchant's list
create index buying_group_open on buying_group (tenant_id, group_buy_id, ends_at) where state = 'open';
create index buying_group_by_offer on buying_group (tenant_id, group_buy_id, id);
-- serves the sweeper
create index buying_group_due on buying_group (next_step_at) where next_step_at is not null;

-- A shopper's place in a group, as good as its order: held while the order waits for its payment.
create table group_place (
  tenant_id uuid not null,
  order_id uuid not null,
  group_id uuid not null,
  group_buy_id uuid not null,
  shopper_id uuid not null,
  sku_id uuid not null,
  quantity int not null check (quantity >= 1),
  is_opener boolean not null,
  state text not null default 'held' check (state in ('held', 'taken', 'released', 'refunded')),
  -- made because the group failed: once, whatever becomes of it at WeChat
  refund_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, group_id) references buying_group (tenant_id, id),
  foreign key (tenant_id, group_buy_id) references group_buy (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  foreign key (tenant_id, refund_id) references refund (tenant_id, id)
) with (fillfactor = 80);
call platform.lock_tenant_table('group_place');
-- nobody is in a group twice
create unique index group_place_once on group_place (tenant_id, group_id, shopper_id) where state in ('held', 'taken');
-- serves who is in a group
create index group_place_by_group on group_place (tenant_id, group_id, created_at);
-- serves what one shopper has of an offer, and their own groups
create index group_place_by_shopper on group_place (tenant_id, shopper_id, group_buy_id);

-- Everything that happened to a place.
create table group_place_entry (
  tenant_id uuid not null,
  id uuid not null,
  group_id uuid not null,
  order_id uuid not null,
  state text not null check (state in ('held', 'taken', 'released', 'refunded')),
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, group_id, id),
  foreign key (tenant_id, group_id) references buying_group (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('group_place_entry', true);

-- `read_prices`, and on which terms this shopper can buy in a group; still one statement.
create function read_group_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text, _group_buy uuid, _group uuid)
returns table (skus jsonb, delivery jsonb, dining jsonb, placed jsonb, dining_table jsonb, coupons jsonb, offer jsonb, joined jsonb)
language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select p.skus, p.delivery, p.dining, p.placed, p.dining_table, p.coupons,
    (select jsonb_build_object('id', b.id, 'size', b.size, 'hours', b.hours, 'perShopper', b.per_shopper, 'left', b.total - b.sold,
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

-- Opens a group by its first order, or takes a place in one, around `place_order` in the same transaction. What does not hold any more
-- raises XP001, and so does a repeated key, since nothing of this must stay then: whoever calls reads again and finds out what it was.
--
-- Locks: group, offer, (new) order, SKU. An order that moves (`group_place_follows_order`) holds its own row and then locks group, offer and,
-- in its caller, SKUs. The two meet in group, offer and SKU, in that order; the order's row stands before all of them there and in the
-- middle here, yet the one here is new, so that nobody who holds it can wait for what is held here: only a twin with the same key waits
-- for it, and a twin holds neither this group's row nor this offer's. So there is no ring.
create function place_group_order(
  _tenant uuid, _group_buy uuid, _group uuid, _opens boolean, _group_ends_at timestamptz, _group_price int,
  _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _sku uuid, _quantity int, _list_price int, _entry uuid, _event uuid
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
    null, null, '{}', '{}', 0, null, '{}', '{}', '{}', '{}');
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

-- A place follows its order in the statement that moves the order, whoever moves it, and a group is complete in the statement that books
-- the payment of its last place. So no crash can part them.
create function group_place_follows_order() returns trigger language plpgsql as $$
declare
  p group_place;
  g buying_group;
  to_state text;
  left_places int;
begin
  select * into p from group_place where tenant_id = new.tenant_id and order_id = new.id;
  to_state := case
    when p.state = 'held' and new.state = 'paid' then 'taken'
    when p.state = 'held' and new.state = 'closed' then 'released'
    when p.state = 'taken' and new.state = 'refunded' then 'refunded'
  end;
  if to_state is null then
    return null;
  end if;
  select * into g from buying_group where tenant_id = p.tenant_id and id = p.group_id for no key update;
  update group_place set state = to_state where tenant_id = p.tenant_id and order_id = p.order_id;
  insert into group_place_entry (tenant_id, id, group_id, order_id, state)
  values (p.tenant_id, gen_random_uuid(), p.group_id, p.order_id, to_state);

  if to_state = 'taken' then
    update buying_group set paid = paid + 1,
      state = case when g.state = 'open' and g.paid + 1 = g.size then 'complete' else g.state end,
      settled_at = case when g.state = 'open' and g.paid + 1 = g.size then now() else g.settled_at end,
      -- Complete: nothing is left to do. Failed meanwhile: the money goes back.
      next_step_at = case when g.state = 'failed' then now() when g.paid + 1 < g.size then g.next_step_at end
    where tenant_id = g.tenant_id and id = g.id;
    return null;
  end if;

  left_places := g.places - 1;
  update buying_group set places = left_places, paid = g.paid - (p.state = 'taken')::int,
    -- A complete group stays complete. One that nobody is in any more is over.
    state = case when g.state = 'open' and left_places = 0 then 'failed' else g.state end,
    settled_at = case when g.state = 'open' and left_places = 0 then now() else g.settled_at end,
    next_step_at = case when left_places > 0 then g.next_step_at end
  where tenant_id = g.tenant_id and id = g.id;
  update group_buy set sold = sold - p.quantity where tenant_id = p.tenant_id and id = p.group_buy_id;
  return null;
end $$;
create trigger group_place_follows_order after update of state on shop_order for each row
  when (old.state is distinct from new.state) execute function group_place_follows_order();
