-- All that a merge needs of a template version: settings schema, sections, presets, ext template and manifest. Its files are a package base.
create table platform.template_archive (
  template_id text not null,
  version text not null,
  base_digest text not null,
  -- json, not jsonb: a form is drawn in the order of the schema's keys
  document json not null,
  created_at timestamptz not null default now(),
  primary key (template_id, version)
);
grant select, insert, update on platform.template_archive to :fleet;

-- What the merchant started from: the older side of a three-way merge. Null for shops older than this column.
alter table storefront add column preset_id text;
-- serves an agency's upgrades and the question which versions are in use
create index storefront_by_template on storefront (template_id, template_version, tenant_id, applet_id);

-- A draft carried over to another version of its template. The draft before it is kept whole, so that it can come back.
create table storefront_upgrade (
  tenant_id uuid not null,
  id uuid not null,
  applet_id uuid not null,
  template_id text not null,
  from_version text not null,
  to_version text not null,
  draft_before jsonb not null,
  -- draftVersion that the upgrade gave
  draft_version int not null,
  -- conflicts with their choices: what followed the new version is kept aside here
  conflicts jsonb not null,
  upgraded_by jsonb not null,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, applet_id) references storefront (tenant_id, applet_id)
);
call platform.lock_tenant_table('storefront_upgrade');
create index storefront_upgrade_by_applet on storefront_upgrade (tenant_id, applet_id, created_at desc);

-- Packages for all shops of an agency that use one template. The cursor is the last applet that is done: builds and cursor are one transaction.
create table platform.build_series (
  id uuid primary key,
  agency_id uuid not null references platform.agency (id),
  template_id text not null,
  state text not null default 'queued' check (state in ('queued', 'done')),
  cursor_tenant uuid,
  cursor_applet uuid,
  succeeded int not null default 0,
  failed int not null default 0,
  -- the lease of whoever is at it
  next_step_at timestamptz not null default now(),
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index build_series_due on platform.build_series (next_step_at) where state = 'queued';
grant select, insert, update on platform.build_series to :fleet;
