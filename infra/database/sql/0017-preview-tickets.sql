-- How often the preview tickets of a mini-program were withdrawn. A ticket holds the number it was made under; no row means never.
create table preview_withdrawal (
  tenant_id uuid not null,
  app_id text not null,
  times int not null,
  withdrawn_at timestamptz not null default now(),
  primary key (tenant_id, app_id),
  foreign key (tenant_id, app_id) references applet (tenant_id, app_id)
);
call platform.lock_tenant_table('preview_withdrawal');
