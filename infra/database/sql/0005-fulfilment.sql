-- How far an order's goods are, and what WeChat says of it (shared/wechat/login-and-user.md §9).
alter table shop_order
  add column fulfilment text not null default 'unfulfilled' check (fulfilment in ('unfulfilled', 'partly', 'shipped', 'received')),
  add column shipping_reminded_at timestamptz,
  add column received_at timestamptz,
  add column received_by text check (received_by in ('shopper', 'time')),
  add column settled_at timestamptz;
-- serves the list of orders that need the merchant's hands
create index shop_order_to_ship on shop_order (tenant_id, id) where state = 'paid' and fulfilment in ('unfulfilled', 'partly');

-- One parcel, hand-over or delivery. `lines` are the goods in it: [{skuId, quantity}].
create table shipment (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  kind text not null check (kind in ('express', 'local', 'virtual', 'pickup')),
  company_id text,
  company_name text,
  tracking_no text,
  lines jsonb not null,
  note text,
  shipped_by jsonb not null,
  created_at timestamptz not null default now(),
  corrected_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, order_id, idempotency_key),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  check ((kind = 'express') = (company_id is not null)),
  check ((kind = 'express') = (tracking_no is not null))
);
call platform.lock_tenant_table('shipment');

-- What WeChat has been told of an order's shipping: one row per order, moved by the job shipping.upload.
create table shipping_upload (
  tenant_id uuid not null,
  order_id uuid not null,
  app_id text not null,
  state text not null check (state in ('due', 'uploaded', 'refused', 'unneeded')),
  -- raised by each parcel and correction; what WeChat knows is uploaded_revision
  revision int not null default 1,
  uploaded_revision int not null default 0,
  -- uploads that told all goods are on their way: WeChat takes one more after the first
  complete_uploads int not null default 0,
  -- set before the call, taken back by its answer: an answer that was lost is asked for instead of spending the one re-shipping
  in_doubt boolean not null default false,
  problem jsonb,
  due_since timestamptz not null default now(),
  next_attempt_at timestamptz,
  uploaded_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('shipping_upload');
create index shipping_upload_due on shipping_upload (next_attempt_at) where state = 'due';
create index shipping_upload_refused on shipping_upload (tenant_id, order_id) where state = 'refused';

-- Whether WeChat manages an applet's trade, asked now and then, and its last words about it.
create table applet_trade (
  tenant_id uuid not null,
  app_id text not null,
  managed boolean,
  confirmed boolean,
  checked_at timestamptz,
  invited_at timestamptz,
  invitation text,
  controlled_at timestamptz,
  control text,
  primary key (tenant_id, app_id)
);
call platform.lock_tenant_table('applet_trade');

-- WeChat's list of delivery companies: the same for everybody.
create table platform.express_company (
  id text primary key,
  name text not null,
  position int not null,
  refreshed_at timestamptz not null
);
grant select, insert, update, delete on platform.express_company to :fleet;

-- The subscribe-message template an applet uses for each purpose. `fields`: [{key, value}], WeChat's key and which of our values fills it.
create table message_template (
  tenant_id uuid not null,
  app_id text not null,
  purpose text not null check (purpose in ('orderPaid', 'orderShipped', 'orderRefunded', 'pickupReady')),
  enabled boolean not null default true,
  state text not null check (state in ('due', 'ready', 'unavailable')),
  wechat_template_id text,
  title text,
  fields jsonb,
  problem jsonb,
  next_attempt_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, app_id, purpose),
  check (state <> 'ready' or (wechat_template_id is not null and fields is not null))
);
call platform.lock_tenant_table('message_template');
create index message_template_due on message_template (next_attempt_at) where state <> 'ready';

-- How often a shopper has accepted a template's messages: told by the mini-program and by WeChat's event, of which either may be missing.
-- The larger count holds, so that one acceptance told twice counts once.
create table message_consent (
  tenant_id uuid not null,
  shopper_id uuid not null,
  wechat_template_id text not null,
  by_shopper int not null default 0 check (by_shopper >= 0),
  by_event int not null default 0 check (by_event >= 0),
  used int not null default 0 check (used >= 0),
  last_event_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, wechat_template_id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('message_consent');

-- A message to one shopper, written with the event it tells of and sent at most once.
create table message (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  shopper_id uuid not null,
  order_id uuid not null,
  purpose text not null,
  -- what happened: the payment, parcel or refund; it is told of once
  subject_id uuid not null,
  wechat_template_id text not null,
  content jsonb not null,
  state text not null check (state in ('queued', 'sending', 'sent', 'refused', 'failed')),
  problem jsonb,
  -- what WeChat's event said of the delivery afterwards; 0: it arrived
  delivery_code int,
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, purpose, subject_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('message');
create index message_due on message (next_attempt_at) where state in ('queued', 'sending');
create index message_by_order on message (tenant_id, order_id);
-- serves the event that tells of a delivery
create index message_by_shopper on message (tenant_id, shopper_id, wechat_template_id, created_at);
-- serves retention
create index message_by_age on message (created_at);
