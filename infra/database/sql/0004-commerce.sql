create table category (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  position int not null default 0,
  image_url text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call platform.lock_tenant_table('category');

-- price_fen, max_price_fen, compare_at_price_fen and image_url repeat what the SKUs and images say, so that a list reads one table.
create table product (
  tenant_id uuid not null,
  id uuid not null,
  handle text not null,
  title text not null,
  description_html text not null default '',
  vendor text,
  category_id uuid,
  tags text[] not null default '{}',
  state text not null default 'active' check (state in ('active', 'hidden')),
  options jsonb not null default '[]',
  price_fen int not null check (price_fen >= 0),
  max_price_fen int not null check (max_price_fen >= price_fen),
  compare_at_price_fen int check (compare_at_price_fen >= 0),
  image_url text,
  position int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, handle),
  foreign key (tenant_id, category_id) references category (tenant_id, id)
);
call platform.lock_tenant_table('product');
-- each serves one order of the shopper's list, keyset paged
create index product_by_position on product (tenant_id, position, id) where state = 'active';
create index product_by_category on product (tenant_id, category_id, position, id) where state = 'active';
create index product_by_age on product (tenant_id, created_at desc, id desc) where state = 'active';
create index product_by_price on product (tenant_id, price_fen, id) where state = 'active';

create table sku (
  tenant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  code text,
  option_values text[] not null default '{}',
  price_fen int not null check (price_fen >= 0),
  compare_at_price_fen int check (compare_at_price_fen >= 0),
  -- the balance of stock_entry; the check is the last guard against oversell
  stock int not null default 0 check (stock >= 0),
  image_url text,
  -- the product_image.source whose picture shows this variant
  image_source text,
  position int not null default 0,
  active boolean not null default true,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, product_id, option_values),
  foreign key (tenant_id, product_id) references product (tenant_id, id) on delete cascade
) with (fillfactor = 80);
call platform.lock_tenant_table('sku');

create table product_image (
  tenant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  source text not null,
  position int not null,
  alt text,
  state text not null check (state in ('pending', 'stored', 'unreachable')),
  url text,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  error text,
  -- the import and its row that named this image last: where a warning about it is shown
  import_id uuid,
  import_row int,
  primary key (tenant_id, id),
  unique (tenant_id, product_id, source),
  foreign key (tenant_id, product_id) references product (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('product_image');
create index product_image_due on product_image (next_attempt_at) where state <> 'stored';
create index product_image_by_import on product_image (tenant_id, import_id) where import_id is not null;

create table product_import (
  tenant_id uuid not null,
  id uuid not null,
  file_name text,
  dry_run boolean not null default false,
  rows int not null default 0,
  products int not null default 0,
  skus int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  unchanged int not null default 0,
  issues jsonb not null default '[]',
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
call platform.lock_tenant_table('product_import');

-- Every movement of stock; the sum of delta per SKU is sku.stock.
create table stock_entry (
  tenant_id uuid not null,
  id uuid not null,
  sku_id uuid not null,
  delta int not null check (delta <> 0),
  reason text not null check (reason in ('import', 'adjustment', 'order', 'order_closed', 'refund')),
  reference_id uuid,
  created_at timestamptz not null default now(),
  -- the SKU stands in the key: a ledger is read by what it is about, and one index serves both
  primary key (tenant_id, sku_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
call platform.lock_tenant_table('stock_entry', true);

create table shopper (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  open_id text not null,
  union_id text,
  session_key_sealed bytea,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, app_id, open_id)
);
call platform.lock_tenant_table('shopper');

create table cart_line (
  tenant_id uuid not null,
  shopper_id uuid not null,
  sku_id uuid not null,
  quantity int not null check (quantity between 1 and 999),
  added_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, sku_id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('cart_line');

-- "order" is a reserved word of SQL. Lines are kept inside the row: they are written once and read with it.
create table shop_order (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  app_id text not null,
  shopper_id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  state text not null check (state in ('pending', 'paid', 'closed', 'refunded')),
  lines jsonb not null,
  subtotal_fen int not null check (subtotal_fen >= 0),
  shipping_fen int not null check (shipping_fen >= 0),
  total_fen int not null check (total_fen >= 1),
  refunded_fen int not null default 0 check (refunded_fen between 0 and total_fen),
  delivery text not null check (delivery in ('express', 'pickup')),
  address jsonb,
  note text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- a closing that could not be finished is tried again then
  close_retry_at timestamptz,
  paid_at timestamptz,
  closed_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number),
  unique (tenant_id, shopper_id, idempotency_key)
);
call platform.lock_tenant_table('shop_order');
create index shop_order_by_shopper on shop_order (tenant_id, shopper_id, created_at desc, id desc);
create index shop_order_by_state on shop_order (tenant_id, state, created_at desc, id desc);
-- serves the sweeper that closes unpaid orders
create index shop_order_expiring on shop_order (greatest(expires_at, close_retry_at)) where state = 'pending';

create table order_event (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  from_state text,
  to_state text not null,
  cause text not null,
  detail jsonb,
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, order_id, id)
);
call platform.lock_tenant_table('order_event', true);

create table payment_account (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  mch_id text not null,
  serial_no text not null,
  private_key_sealed bytea not null,
  api_v3_key_sealed bytea not null,
  platform_public_key_id text not null,
  platform_public_key_pem text not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, app_id)
);
call platform.lock_tenant_table('payment_account');

create table payment (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  app_id text not null,
  mch_id text not null,
  out_trade_no text not null,
  amount_fen int not null check (amount_fen >= 1),
  state text not null check (state in ('created', 'prepaid', 'succeeded', 'closed')),
  prepay_id text,
  prepay_expires_at timestamptz,
  transaction_id text,
  succeeded_at timestamptz,
  next_check_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, out_trade_no),
  unique (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('payment');
-- serves the reconciliation of payments whose notice never came
create index payment_due on payment (next_check_at) where state in ('prepaid', 'closed');

create table refund (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  payment_id uuid not null,
  out_refund_no text not null,
  amount_fen int not null check (amount_fen >= 1),
  reason text not null,
  state text not null check (state in ('requested', 'approved', 'processing', 'succeeded', 'declined', 'failed')),
  restock boolean not null default true,
  requested_by jsonb not null,
  wechat_refund_id text,
  problem jsonb,
  next_check_at timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, out_refund_no),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, payment_id) references payment (tenant_id, id)
);
call platform.lock_tenant_table('refund');
create index refund_by_order on refund (tenant_id, order_id);
create index refund_due on refund (next_check_at) where state in ('approved', 'processing');

create table payment_notice (
  tenant_id uuid not null,
  notice_id text not null,
  event_type text not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, notice_id)
);
call platform.lock_tenant_table('payment_notice', true);
-- WeChat repeats a notice for a day; after that the row has served its purpose
grant delete on payment_notice to :fleet;
create index payment_notice_by_age on payment_notice (received_at);

-- Every movement of money, in fen; positive = received from the shopper, negative = given back.
create table money_entry (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  amount_fen int not null check (amount_fen <> 0),
  reason text not null check (reason in ('payment', 'refund')),
  reference text not null,
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, order_id, id),
  unique (tenant_id, reason, reference)
);
call platform.lock_tenant_table('money_entry', true);

-- The two functions below enter the tenant themselves, for their own transaction: on the road of every order that saves six messages
-- between program and database. TenantPool.call gives them the tenant.

-- All that pricing an order needs: SKUs as they are now, the shop's delivery settings, and the order this idempotency key made before.
create function read_prices(_tenant uuid, _skus uuid[], _app_id text, _shopper uuid, _key text)
returns table (skus jsonb, delivery jsonb, placed jsonb) language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select
    (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
        'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock))
      from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where s.tenant_id = _tenant and s.id = any(_skus) and s.active and p.state = 'active'),
    (select coalesce(r.config -> 'delivery', '{}')
      from applet a
      join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
      join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
      where a.tenant_id = _tenant and a.app_id = _app_id),
    (select jsonb_build_object('id', o.id, 'requestHash', encode(o.request_hash, 'hex'))
      from shop_order o where o.tenant_id = _tenant and o.shopper_id = _shopper and o.idempotency_key = _key);
end $$;

-- A whole order in one statement: order, stock, ledger, history and cart settle together or not at all.
-- The arrays run parallel, one element per SKU, sorted by SKU id so that two orders for the same goods cannot wait for each other.
-- Answers 'placed', 'sold_out' (placed, and some SKU has none left) or 'repeated' (this idempotency key already made an order).
-- Raises XP001 when a SKU is gone, too few are left or its price has changed: the caller's transaction then keeps nothing.
create function place_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _lines jsonb, _subtotal int, _shipping int, _total int, _delivery text, _address jsonb, _note text,
  _created_at timestamptz, _expires_at timestamptz,
  _skus uuid[], _quantities int[], _prices int[], _entries uuid[], _event uuid
) returns text language plpgsql as $$
declare
  taken int;
  emptied boolean;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  -- First the order: a double tap waits here for its twin and takes no stock.
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
    subtotal_fen, shipping_fen, total_fen, delivery, address, note, created_at, expires_at)
  values (_tenant, _order, _number, _app_id, _shopper, _key, _request_hash, 'pending', _lines,
    _subtotal, _shipping, _total, _delivery, _address, _note, _created_at, _expires_at)
  on conflict (tenant_id, shopper_id, idempotency_key) do nothing;
  if not found then
    return 'repeated';
  end if;

  insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
  values (_tenant, _event, _order, 'pending', 'placed', _created_at);
  delete from cart_line where tenant_id = _tenant and shopper_id = _shopper and sku_id = any(_skus);

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
