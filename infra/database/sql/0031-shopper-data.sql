-- Goods a shopper wants to find again.
create table product_favourite (
  tenant_id uuid not null,
  shopper_id uuid not null,
  product_id uuid not null,
  -- what it cost then, in fen: a lower price now is worth telling
  price_fen int not null check (price_fen >= 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, product_id),
  foreign key (tenant_id, product_id) references product (tenant_id, id) on delete cascade,
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('product_favourite');
-- serves a shopper's list, newest first
create index product_favourite_by_age on product_favourite (tenant_id, shopper_id, created_at desc, product_id desc);
-- serves the deletion of a product
create index product_favourite_by_product on product_favourite (tenant_id, product_id);

alter table shopper add column erased_at timestamptz;
-- serves the runtime, which turns their tokens away
create index shopper_erased on shopper (erased_at) where erased_at is not null;

-- A shopper's wish to be forgotten: requested → withdrawn, requested → done. It waits a week, in which it can be taken back; what must be
-- settled first (`blockers`) puts it off by a day at a time.
create table shopper_deletion (
  tenant_id uuid not null,
  id uuid not null,
  shopper_id uuid not null,
  state text not null default 'requested' check (state in ('requested', 'withdrawn', 'done')),
  requested_at timestamptz not null default now(),
  due_at timestamptz not null,
  blockers text[] not null default '{}',
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  check ((state = 'requested') = (settled_at is null))
);
call platform.lock_tenant_table('shopper_deletion');
create unique index shopper_deletion_open on shopper_deletion (tenant_id, shopper_id) where state = 'requested';
create index shopper_deletion_by_shopper on shopper_deletion (tenant_id, shopper_id, id desc);
-- serves the sweeper
create index shopper_deletion_due on shopper_deletion (due_at) where state = 'requested';
