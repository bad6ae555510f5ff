create table platform.agency (
  id uuid primary key,
  name text not null,
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index agency_name on platform.agency (lower(name));

-- A merchant is the tenant: its id is the tenant_id of every row in `public`.
create table platform.merchant (
  id uuid primary key,
  agency_id uuid not null references platform.agency (id),
  client_ref text not null,
  name text not null,
  contact_name text,
  contact_email text,
  contact_phone text,
  credit_code text,
  wanted_app_id text,
  status text not null default 'active' check (status in ('active', 'suspended')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (agency_id, client_ref)
);
-- serves the agency's paged list, newest first
create index merchant_by_agency on platform.merchant (agency_id, id desc);

create table platform.member (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  kind text not null check (kind in ('operator', 'agency', 'merchant')),
  agency_id uuid references platform.agency (id),
  merchant_id uuid references platform.merchant (id),
  role text not null check (role in ('owner', 'staff', 'viewer')),
  status text not null default 'active' check (status in ('active', 'disabled')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((kind = 'agency') = (agency_id is not null)),
  check ((kind = 'merchant') = (merchant_id is not null))
);
create unique index member_email on platform.member (lower(email));

-- The cookie holds a random token; only its SHA-256 is stored.
create table platform.session (
  token_hash bytea primary key,
  member_id uuid not null references platform.member (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_seen_at timestamptz not null default now(),
  user_agent text,
  ip text
);
create index session_by_member on platform.session (member_id);

create table platform.api_key (
  id uuid primary key,
  agency_id uuid not null references platform.agency (id),
  name text not null,
  prefix text not null,
  secret_hash bytea not null unique,
  scopes text[] not null,
  created_by uuid not null references platform.member (id),
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_by_agency on platform.api_key (agency_id, id desc);

-- Log-in throttle: failures per e-mail and per address within a window.
create table platform.login_failure (
  key text not null,
  failed_at timestamptz not null default now(),
  id uuid primary key
);
create index login_failure_by_key on platform.login_failure (key, failed_at desc);

create table platform.audit_entry (
  id uuid primary key,
  agency_id uuid,
  actor jsonb not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  request_id text,
  created_at timestamptz not null default now()
);
create index audit_entry_by_agency on platform.audit_entry (agency_id, id desc);

grant select, insert, update, delete on platform.agency, platform.merchant, platform.member, platform.session,
  platform.api_key, platform.login_failure to :fleet;
grant select, insert on platform.audit_entry to :fleet;
