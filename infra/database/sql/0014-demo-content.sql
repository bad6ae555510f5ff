-- What a preset's demo content brought into a shop, so that it can be taken out again and nothing of the merchant's own goes with it.

-- A preset whose content was asked for, per mini-program.
create table demo_content (
  tenant_id uuid not null,
  app_id text not null,
  template_id text not null,
  preset_id text not null,
  template_version text not null,
  requested_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, app_id, template_id, preset_id)
);
call platform.lock_tenant_table('demo_content');

-- One thing, known as its table knows it: by its handle, a table of the restaurant by area and name.
create table demo_item (
  tenant_id uuid not null,
  kind text not null check (kind in ('product', 'service', 'staff', 'author', 'article', 'table')),
  handle text not null,
  app_id text not null,
  -- of what it says since it came in; null while it is being brought in
  fingerprint text,
  -- taken out, but an order, a booking or a reader still names it
  archived boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, handle)
);
call platform.lock_tenant_table('demo_item');
