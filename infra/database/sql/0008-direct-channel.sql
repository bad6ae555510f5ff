-- The platform's development mini-program, whose uploads go to the draft box of the template library. There is at most one.
create table platform.development_applet (
  singleton boolean primary key default true check (singleton),
  app_id text not null,
  upload_key_sealed bytea not null,
  fingerprint text not null,
  saved_at timestamptz not null default now()
);

-- One upload of a template version into the draft box.
create table platform.template_upload (
  id uuid primary key,
  template_id text not null,
  version text not null,
  -- what was asked for: an uploader that holds other files under the same version must not upload those
  base_digest text not null,
  app_id text not null,
  state text not null check (state in ('queued', 'uploading', 'uploaded', 'failed')),
  sizes jsonb,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index template_upload_by_template on platform.template_upload (template_id, created_at desc);
-- two at once into one AppID disturb each other, and the draft box keeps only the newest anyway
create unique index template_upload_under_way on platform.template_upload (app_id) where state in ('queued', 'uploading');

grant select, insert, update, delete on platform.development_applet, platform.template_upload to :fleet;

-- An applet's upload key: entered by a person, never shown again.
create table upload_key (
  tenant_id uuid not null,
  applet_id uuid not null,
  key_sealed bytea not null,
  fingerprint text not null,
  saved_by jsonb not null,
  saved_at timestamptz not null default now(),
  primary key (tenant_id, applet_id),
  foreign key (tenant_id, applet_id) references applet (tenant_id, id)
);
call platform.lock_tenant_table('upload_key');

-- One upload or preview of a package with the applet's own key.
create table direct_upload (
  tenant_id uuid not null,
  id uuid not null,
  applet_id uuid not null,
  build_id uuid not null,
  kind text not null check (kind in ('upload', 'preview')),
  state text not null check (state in ('queued', 'uploading', 'uploaded', 'failed', 'cancelled')),
  robot int not null check (robot between 1 and 30),
  version text not null,
  note text,
  page text,
  query text,
  sizes jsonb,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  -- renewed while the upload runs: a process that dies leaves it to run out
  lease_until timestamptz,
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, applet_id) references applet (tenant_id, id),
  foreign key (tenant_id, build_id) references build (tenant_id, id)
);
call platform.lock_tenant_table('direct_upload');
create index direct_upload_by_applet on direct_upload (tenant_id, applet_id, created_at desc);
-- WeChat answers two uploads of one AppID at the same time with errors that come and go
create unique index direct_upload_running on direct_upload (tenant_id, applet_id) where state = 'uploading';
-- serves the sweeper
create index direct_upload_open on direct_upload (next_attempt_at) where state in ('queued', 'uploading');
