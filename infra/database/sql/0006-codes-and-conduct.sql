-- A mini-program code's scene holds 32 characters (shared/wechat/login-and-user.md §7): it carries `code`, and this row says what it stands for.
create table short_code (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  code text not null check (code ~ '^[0-9A-Za-z]{4,10}$'),
  kind text not null check (kind in ('product', 'table', 'store', 'coupon')),
  target text not null,
  params jsonb not null default '{}',
  label text not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  picture text not null default 'due' check (picture in ('due', 'made', 'refused')),
  -- the stored object's name below the tenant's codes
  picture_file text,
  -- whether WeChat found the page in the released version; a picture made before the first release is made once more after it
  picture_checked boolean not null default false,
  picture_problem jsonb,
  picture_attempts int not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, app_id, code),
  foreign key (tenant_id, app_id) references applet (tenant_id, app_id)
);
call platform.lock_tenant_table('short_code');
-- asking twice for the same code answers the same one
create unique index short_code_once on short_code (tenant_id, app_id, kind, target, label, params) where state = 'active';
-- serves the merchant's list, newest first
create index short_code_by_applet on short_code (tenant_id, app_id, id desc);
create index short_code_due on short_code (next_attempt_at) where picture = 'due';
create index short_code_unchecked on short_code (tenant_id, app_id) where picture = 'made' and not picture_checked;

-- What a shopper says of themselves. The phone number is sealed; its mask is for people to recognise it.
alter table shopper
  add column nickname text,
  add column avatar_file text,
  add column phone_sealed bytea,
  add column phone_masked text,
  -- digest of WeChat's one-time code: the same tap sent twice is not paid for twice
  add column phone_code_digest bytea;

-- A text or picture of a shopper's on its way past WeChat's content security (§5). What has passed stands where it belongs and no longer here.
create table content_check (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  shopper_id uuid not null,
  field text not null check (field in ('note', 'reason', 'nickname', 'avatar')),
  -- which order, refund or profile: an order's idempotency key, an order's id, or 'me'
  subject_key text not null,
  digest bytea not null,
  -- the text, or the stored picture's name; null once nobody needs it here
  content text,
  state text not null check (state in ('checking', 'held', 'passed', 'refused')),
  suggestion text,
  label int,
  trace_id text,
  problem jsonb,
  attempts int not null default 0,
  -- null while a person has to decide
  next_attempt_at timestamptz,
  decided_by jsonb,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('content_check');
-- a double tap is one check
create unique index content_check_once on content_check (tenant_id, shopper_id, field, subject_key, digest) where field <> 'avatar';
create index content_check_due on content_check (next_attempt_at) where state in ('checking', 'held');
-- serves the list of what a person has to decide
create index content_check_held on content_check (tenant_id, id) where state = 'held';
create index content_check_by_trace on content_check (tenant_id, trace_id) where trace_id is not null;
-- serves the route that shows an avatar
create index content_check_by_content on content_check (tenant_id, content) where field = 'avatar';
create index content_check_by_shopper on content_check (tenant_id, shopper_id, field, id desc);
-- serves retention
create index content_check_by_age on content_check (decided_at) where state in ('passed', 'refused');
grant delete on content_check to :fleet;

-- A violation WeChat told of (wxa_punish_event).
create table penalty (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  push_key text not null,
  detail jsonb not null,
  summary text not null,
  deadline_at timestamptz,
  state text not null default 'open' check (state in ('open', 'acknowledged', 'resolved')),
  raised_at timestamptz not null,
  changed_by jsonb,
  changed_at timestamptz,
  note text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, push_key)
);
call platform.lock_tenant_table('penalty');
-- serves the attention lists, of one merchant and of all
create index penalty_unresolved on penalty (tenant_id, id) where state <> 'resolved';

-- A complaint of a shopper with WeChat Pay. What is true of it is asked from WeChat Pay; this row remembers, and carries the merchant's answer there.
create table complaint (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  complaint_id text not null,
  -- null until WeChat Pay has been asked
  state text check (state in ('pending', 'processing', 'processed')),
  mch_id text,
  order_id uuid,
  out_trade_no text,
  transaction_id text,
  amount_fen int,
  problem_type text,
  detail text,
  refund_wanted_fen int,
  fully_refunded boolean not null default false,
  times int not null default 1,
  complained_at timestamptz,
  answer_by timestamptz,
  -- the merchant's words, and how far they are on their way: due → sending → sent | refused
  answer text,
  answer_state text check (answer_state in ('due', 'sending', 'sent', 'refused')),
  answered_at timestamptz,
  completion_due boolean not null default false,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, complaint_id)
);
call platform.lock_tenant_table('complaint');
create index complaint_due on complaint (next_attempt_at) where next_attempt_at is not null;
-- serves the attention lists
create index complaint_open on complaint (tenant_id, id) where state is distinct from 'processed';

-- Per applet with a payment account: where WeChat Pay sends notices of complaints, and when its list was read last.
create table complaint_watch (
  tenant_id uuid not null,
  app_id text not null,
  mch_id text not null,
  notify_url text,
  read_at timestamptz,
  problem jsonb,
  next_attempt_at timestamptz not null default now(),
  primary key (tenant_id, app_id)
);
call platform.lock_tenant_table('complaint_watch');
create index complaint_watch_due on complaint_watch (next_attempt_at);
