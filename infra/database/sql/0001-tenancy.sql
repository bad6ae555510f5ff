-- Two rooms. `public` holds tenant tables only: every one begins with tenant_id and is locked by row-level security.
-- `platform` holds what stands above a tenant (agencies, log-ins, routing, WeChat's pushes); the application role has no right there at all.
create schema platform;
revoke all on schema public from public;
grant usage on schema public to :app, :fleet;
grant usage on schema platform to :fleet;

-- The second lock of design §4.3. current_setting without "missing_ok" raises when no tenant is set: the lock fails closed.
-- Every tenant table passes through here once. "ledger" tables take rows and never change or lose them.
create procedure platform.lock_tenant_table(target regclass, ledger boolean default false) language plpgsql as $$
declare
  rights text := case when ledger then 'select, insert' else 'select, insert, update, delete' end;
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s to :app using (tenant_id = current_setting(''app.tenant_id'')::uuid)', target);
  execute format('create policy across_tenants on %s to :fleet using (true)', target);
  execute format('grant %s on %s to :app, :fleet', rights, target);
end $$;

-- Work that follows a commit. The relay in the worker moves rows to the queue; the row survives whatever happens to the queue.
create table outbox (
  tenant_id uuid not null,
  id uuid not null,
  job text not null,
  payload jsonb not null,
  run_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
call platform.lock_tenant_table('outbox');
-- serves the relay: oldest due rows of all tenants
create index outbox_due on outbox (run_at);

create function platform.announce_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox', '');
  return null;
end $$;
create trigger outbox_announced after insert on outbox for each statement execute function platform.announce_outbox();

-- Who changed what, before and after. Append-only.
create table audit_entry (
  tenant_id uuid not null,
  id uuid not null,
  actor jsonb not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  request_id text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
call platform.lock_tenant_table('audit_entry', true);
