-- The platform's own partner account (服务商): merchants without keys of their own are paid through it. Rows of former numbers stay,
-- since payments made with them are still queried and refunded.
create table platform.pay_partner (
  mch_id text primary key,
  app_id text not null,
  serial_no text not null,
  private_key_sealed bytea not null,
  api_v3_key_sealed bytea not null,
  previous_api_v3_key_sealed bytea,
  platform_public_key_id text,
  platform_public_key_pem text,
  previous_platform_key jsonb,
  accepts_certificates boolean not null default false,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((platform_public_key_id is null) = (platform_public_key_pem is null)),
  check (accepts_certificates or platform_public_key_id is not null)
);
-- one number takes new merchants
create unique index pay_partner_active on platform.pay_partner ((true)) where active;

-- Platform certificates of WeChat Pay, by the merchant number that downloaded them. They are no secrets.
create table platform.pay_certificate (
  mch_id text not null,
  serial_no text not null,
  pem text not null,
  effective_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (mch_id, serial_no)
);

-- When certificates were asked for last: one process asks, and not more often than once a minute.
create table platform.pay_certificate_download (
  mch_id text primary key,
  attempted_at timestamptz not null,
  succeeded_at timestamptz
);
-- serves the sweeper that renews them
create index pay_certificate_download_by_age on platform.pay_certificate_download (succeeded_at);

-- An applet may have had several accounts; the active one takes new payments, the others finish theirs.
alter table payment_account
  add column mode text not null default 'direct' check (mode in ('direct', 'partner')),
  -- '' for a direct merchant, so that the key below holds without null
  add column sub_mch_id text not null default '',
  add column previous_api_v3_key_sealed bytea,
  add column previous_platform_key jsonb,
  add column accepts_certificates boolean not null default false,
  add column active boolean not null default true,
  add column created_at timestamptz not null default now(),
  alter column serial_no drop not null,
  alter column private_key_sealed drop not null,
  alter column api_v3_key_sealed drop not null,
  alter column platform_public_key_id drop not null,
  alter column platform_public_key_pem drop not null,
  add check ((mode = 'partner') = (sub_mch_id <> '')),
  -- a partner's keys are the platform's
  add check ((mode = 'partner') = (private_key_sealed is null)),
  add check ((serial_no is null) = (private_key_sealed is null) and (api_v3_key_sealed is null) = (private_key_sealed is null)),
  add check ((platform_public_key_id is null) = (platform_public_key_pem is null)),
  drop constraint payment_account_tenant_id_app_id_key,
  add unique (tenant_id, app_id, mch_id, sub_mch_id);
create unique index payment_account_active on payment_account (tenant_id, app_id) where active;
-- whose rows of a partner's bill are whose
create index payment_account_by_sub_merchant on payment_account (mch_id, sub_mch_id) where mode = 'partner';

alter table payment
  add column account_id uuid,
  add column sub_mch_id text not null default '',
  -- the bill it stood in, and what WeChat kept of it
  add column billed_on date,
  add column fee_fen int,
  add foreign key (tenant_id, account_id) references payment_account (tenant_id, id);
-- Row security is forced on the owner as well; this once it must see every tenant's rows.
alter table payment no force row level security;
alter table payment_account no force row level security;
update payment p set account_id = a.id from payment_account a
  where a.tenant_id = p.tenant_id and a.app_id = p.app_id and a.mch_id = p.mch_id;
alter table payment force row level security;
alter table payment_account force row level security;
-- serves "whose money is open" and the search for what a bill lacks
create index payment_by_account on payment (tenant_id, account_id, succeeded_at);

alter table refund
  add column origin text not null default 'shop' check (origin in ('shop', 'wechat_console')),
  add column billed_on date,
  add column fee_fen int;
create index refund_by_payment on refund (tenant_id, payment_id);

-- One day of one account, held against WeChat's bill: due → running → balanced | differs | failed.
create table reconciliation (
  tenant_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  -- China's day
  day date not null,
  state text not null default 'due' check (state in ('due', 'running', 'balanced', 'differs', 'failed')),
  stage text not null default 'fetch' check (stage in ('fetch', 'compare', 'repair')),
  paid_count int not null default 0,
  paid_fen bigint not null default 0,
  refund_count int not null default 0,
  refund_fen bigint not null default 0,
  fee_fen bigint not null default 0,
  -- rows of the bill that belong to other systems on the same merchant number
  foreign_count int not null default 0,
  -- what the fund flow says came in and went out for trade; null where there is no such bill
  fund_fen bigint,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz default now(),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, account_id, day),
  foreign key (tenant_id, account_id) references payment_account (tenant_id, id)
);
call platform.lock_tenant_table('reconciliation');
create index reconciliation_due on reconciliation (next_attempt_at) where state in ('due', 'running');
create index reconciliation_by_day on reconciliation (tenant_id, day desc);
-- serves the agency's and the operator's overview
create index reconciliation_unbalanced on reconciliation (day) where state in ('differs', 'failed');

-- Rows of a bill while they are compared; deleted afterwards.
create table bill_line (
  tenant_id uuid not null,
  reconciliation_id uuid not null,
  line int not null,
  kind text not null check (kind in ('payment', 'refund')),
  app_id text not null,
  out_trade_no text not null,
  transaction_id text not null,
  amount_fen int not null,
  out_refund_no text,
  refund_id text,
  refund_status text,
  fee_fen int not null,
  happened_at timestamptz not null,
  primary key (tenant_id, reconciliation_id, line),
  foreign key (tenant_id, reconciliation_id) references reconciliation (tenant_id, id)
);
call platform.lock_tenant_table('bill_line');

create table reconciliation_difference (
  tenant_id uuid not null,
  id uuid not null,
  reconciliation_id uuid not null,
  kind text not null check (kind in ('payment_unknown_here', 'payment_open_here', 'payment_missing_there', 'payment_amount',
    'refund_unknown_here', 'refund_open_here', 'refund_missing_there', 'refund_amount', 'fund_flow')),
  -- out_trade_no, out_refund_no, or the day for what concerns all of it
  reference text not null,
  order_id uuid,
  here_fen bigint,
  there_fen bigint,
  -- what the bill says of it
  bill jsonb,
  state text not null default 'open' check (state in ('open', 'repaired', 'needs_person', 'settled')),
  outcome text,
  note text,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, reconciliation_id, kind, reference),
  foreign key (tenant_id, reconciliation_id) references reconciliation (tenant_id, id)
);
call platform.lock_tenant_table('reconciliation_difference');
create index reconciliation_difference_waiting on reconciliation_difference (tenant_id, id desc) where state = 'needs_person';

-- A partner has one bill for all its sub merchants: it is fetched once a day and given out to the tenants.
create table platform.partner_bill (
  id uuid primary key,
  mch_id text not null references platform.pay_partner (mch_id),
  day date not null,
  state text not null default 'due' check (state in ('due', 'given_out', 'failed')),
  lines int not null default 0,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (mch_id, day)
);
create index partner_bill_due on platform.partner_bill (next_attempt_at) where state = 'due';

-- Sub merchants in a partner's bill that are no merchant's here: for the operator.
create table platform.partner_bill_stranger (
  bill_id uuid not null references platform.partner_bill (id) on delete cascade,
  sub_mch_id text not null,
  lines int not null,
  paid_fen bigint not null,
  refund_fen bigint not null,
  primary key (bill_id, sub_mch_id)
);

grant select, insert, update, delete on platform.pay_partner, platform.pay_certificate, platform.pay_certificate_download,
  platform.partner_bill, platform.partner_bill_stranger to :fleet;
