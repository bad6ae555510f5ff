-- The platform's own WeChat credentials; secrets are sealed (AES-256-GCM envelope).
create table platform.wechat_component (
  app_id text primary key,
  ticket_sealed bytea,
  ticket_received_at timestamptz,
  access_token_sealed bytea,
  access_token_expires_at timestamptz,
  updated_at timestamptz not null default now()
);

-- A push is a row before WeChat hears "success"; the worker settles it afterwards. `dedup_key` makes a repeated push one row.
create table platform.wechat_push (
  id uuid primary key,
  dedup_key text not null unique,
  app_id text,
  kind text not null,
  -- sealed: an authorisation push carries a code that is worth a mini-program
  body_sealed bytea not null,
  received_at timestamptz not null default now(),
  settled_at timestamptz,
  attempts int not null default 0,
  error text
);
create index wechat_push_by_age on platform.wechat_push (received_at);
create index wechat_push_unsettled on platform.wechat_push (received_at) where settled_at is null;

-- Routing by AppID: the one place that knows which tenant an AppID belongs to.
create table platform.applet_route (
  app_id text primary key,
  tenant_id uuid not null references platform.merchant (id),
  applet_id uuid not null
);
create index applet_route_by_tenant on platform.applet_route (tenant_id);

create table platform.template_version (
  template_id text not null,
  version text not null,
  base_digest text not null,
  manifest jsonb not null,
  wechat_template_id int,
  created_at timestamptz not null default now(),
  primary key (template_id, version)
);

grant select, insert, update, delete on platform.wechat_component, platform.wechat_push, platform.applet_route,
  platform.template_version to :fleet;

create table applet (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  user_name text,
  nickname text,
  principal_name text,
  state text not null check (state in ('authorised', 'revoked')),
  granted_sets int[] not null default '{}',
  refresh_token_sealed bytea,
  -- the token that worked last: kept until its successor has proven itself (design §4.13)
  previous_refresh_token_sealed bytea,
  access_token_sealed bytea,
  access_token_expires_at timestamptz,
  authorised_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, app_id)
);
call platform.lock_tenant_table('applet');

-- One authorisation page visit: ties WeChat's redirect back to the tenant that asked.
create table authorisation_request (
  tenant_id uuid not null,
  id uuid not null,
  app_id text,
  pre_auth_code_hash bytea not null,
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  completed_at timestamptz,
  primary key (tenant_id, id)
);
call platform.lock_tenant_table('authorisation_request');

create table storefront (
  tenant_id uuid not null,
  applet_id uuid not null,
  template_id text not null,
  template_version text not null,
  draft jsonb not null,
  draft_version int not null default 1,
  published_revision int,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, applet_id),
  foreign key (tenant_id, applet_id) references applet (tenant_id, id)
);
call platform.lock_tenant_table('storefront');

create table storefront_revision (
  tenant_id uuid not null,
  applet_id uuid not null,
  revision int not null,
  template_id text not null,
  template_version text not null,
  config jsonb not null,
  note text,
  published_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, applet_id, revision),
  foreign key (tenant_id, applet_id) references storefront (tenant_id, applet_id)
);
call platform.lock_tenant_table('storefront_revision', true);

create table build (
  tenant_id uuid not null,
  id uuid not null,
  applet_id uuid not null,
  revision int not null,
  template_id text not null,
  template_version text not null,
  state text not null check (state in ('queued', 'succeeded', 'failed')),
  digest text,
  base_digest text,
  findings jsonb not null default '[]',
  sizes jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, applet_id, revision) references storefront_revision (tenant_id, applet_id, revision)
);
call platform.lock_tenant_table('build');
create index build_by_applet on build (tenant_id, applet_id, created_at desc);

create table submission (
  tenant_id uuid not null,
  id uuid not null,
  applet_id uuid not null,
  build_id uuid not null,
  kind text not null check (kind in ('release', 'rollback')),
  state text not null,
  version text not null,
  audit_id text,
  -- written before submit_audit is called: a worker that dies inside the call asks WeChat instead of spending a second audit
  audit_requested_at timestamptz,
  reason text,
  screenshots text[] not null default '{}',
  problem jsonb,
  attempts int not null default 0,
  -- the lease of a running step, the time of the next poll, or infinity while somebody has to act on `problem`
  next_step_at timestamptz not null default now(),
  -- while a step is being made: nobody may take the submission back from under it
  step_until timestamptz,
  auto_release boolean not null default true,
  requested_by jsonb not null,
  note text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, applet_id) references applet (tenant_id, id),
  foreign key (tenant_id, build_id) references build (tenant_id, id)
);
call platform.lock_tenant_table('submission');
create index submission_by_applet on submission (tenant_id, applet_id, created_at desc);
-- an applet has at most one submission on its way
create unique index submission_under_way on submission (tenant_id, applet_id)
  where state in ('queued', 'committed', 'prepared', 'auditing', 'delayed', 'approved');
-- serves the sweeper
create index submission_due on submission (next_step_at)
  where state in ('queued', 'committed', 'prepared', 'auditing', 'delayed', 'approved');

create table submission_event (
  tenant_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  from_state text,
  to_state text not null,
  cause text not null,
  detail jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, submission_id) references submission (tenant_id, id)
);
call platform.lock_tenant_table('submission_event', true);
create index submission_event_by_submission on submission_event (tenant_id, submission_id, created_at);
