-- What a shopper says of one line of an order they have received. `held`: nobody has agreed to its words or pictures yet, only they see it.
create table review (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  shopper_id uuid not null,
  order_id uuid not null,
  -- position in shop_order.lines
  line smallint not null check (line >= 0),
  product_id uuid not null,
  option_values text[] not null default '{}',
  stars smallint not null check (stars between 1 and 5),
  -- null once it is refused or taken back, or when there was nothing but stars
  words text,
  digest bytea,
  anonymous boolean not null default false,
  state text not null check (state in ('held', 'shown', 'hidden', 'refused', 'withdrawn')),
  -- pictures that everybody sees, counted when it is shown
  pictures smallint not null default 0,
  hidden_reason text,
  reply text,
  replied_at timestamptz,
  reports int not null default 0,
  -- its writer's doing; a hidden one stays hidden
  withdrawn_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, order_id, line),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('review');
-- each serves one list of a product's page, keyset paged
create index review_shown on review (tenant_id, product_id, id desc) where state = 'shown';
create index review_pictured on review (tenant_id, product_id, id desc) where state = 'shown' and pictures > 0;
-- serves the merchant's list
create index review_by_state on review (tenant_id, state, id desc);
create index review_reported on review (tenant_id, id desc) where reports > 0 and state = 'shown';
create index review_by_shopper on review (tenant_id, shopper_id);

-- A picture is sent before the review it belongs to. `drop_at`: when row and file go, unless a review takes it before.
create table review_picture (
  tenant_id uuid not null,
  id uuid not null,
  file text not null,
  shopper_id uuid not null,
  review_id uuid,
  position smallint not null default 0,
  state text not null check (state in ('checking', 'passed', 'refused')),
  drop_at timestamptz default now() + interval '1 day',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, file),
  foreign key (tenant_id, review_id) references review (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('review_picture');
create index review_picture_of_review on review_picture (tenant_id, review_id, position) where review_id is not null;
create index review_picture_waiting on review_picture (tenant_id, shopper_id) where review_id is null;
-- serves the sweeper
create index review_picture_due on review_picture (drop_at) where drop_at is not null;

-- What shoppers say of a product, counted. It follows the reviews in the statement that shows or hides one, whoever does.
create table review_tally (
  tenant_id uuid not null,
  product_id uuid not null,
  reviews int not null default 0 check (reviews >= 0),
  stars_total int not null default 0 check (stars_total >= 0),
  with_pictures int not null default 0 check (with_pictures >= 0),
  -- how many gave one star, two, … five
  by_stars int[] not null default '{0,0,0,0,0}',
  primary key (tenant_id, product_id)
) with (fillfactor = 50);
call platform.lock_tenant_table('review_tally');

create function review_tally_follows() returns trigger language plpgsql as $$
declare
  step int := case when new.state = 'shown' then 1 else -1 end;
  pictured int := case when (case when step > 0 then new.pictures else old.pictures end) > 0 then step else 0 end;
begin
  if (tg_op = 'INSERT' and new.state <> 'shown')
    or (tg_op = 'UPDATE' and (old.state = 'shown') = (new.state = 'shown')) then
    return null;
  end if;
  insert into review_tally (tenant_id, product_id) values (new.tenant_id, new.product_id) on conflict do nothing;
  update review_tally set reviews = reviews + step, stars_total = stars_total + step * new.stars, with_pictures = with_pictures + pictured,
    by_stars[new.stars] = by_stars[new.stars] + step
  where tenant_id = new.tenant_id and product_id = new.product_id;
  return null;
end $$;
create trigger review_tally_follows after insert or update of state on review for each row execute function review_tally_follows();

-- One report per shopper and review.
create table review_report (
  tenant_id uuid not null,
  review_id uuid not null,
  shopper_id uuid not null,
  reason text not null check (reason in ('advertising', 'abuse', 'illegal', 'other')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, review_id, shopper_id),
  foreign key (tenant_id, review_id) references review (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('review_report');

-- `subject_key` of a review is its order's id and line, of a picture its id.
alter table content_check drop constraint content_check_field_check;
alter table content_check add constraint content_check_field_check
  check (field in ('note', 'reason', 'nickname', 'avatar', 'comment', 'review', 'review_picture'));

-- An invoice (fapiao) that a shopper asks for. The merchant issues it with the tax office's own service and notes it here.
create table invoice (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  order_id uuid not null,
  shopper_id uuid not null,
  state text not null check (state in ('asked', 'issued', 'declined', 'withdrawn')),
  buyer text not null check (buyer in ('personal', 'company')),
  title text not null,
  tax_number text,
  email text,
  -- what it was issued for
  amount_fen int check (amount_fen >= 1),
  number text,
  link text,
  -- a stored PDF
  file text,
  declined_reason text,
  -- money went back after it was issued: so much of it must be taken back by a red-letter invoice, and so much has been
  red_due_fen int not null default 0 check (red_due_fen >= 0),
  red_done_fen int not null default 0 check (red_done_fen >= 0 and red_done_fen <= red_due_fen),
  red_number text,
  decided_by jsonb,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  check ((buyer = 'company') = (tax_number is not null)),
  check ((state = 'issued') = (amount_fen is not null))
);
call platform.lock_tenant_table('invoice');
-- one invoice per order; who was declined, or has taken it back, may ask again
create unique index invoice_of_order on invoice (tenant_id, order_id) where state in ('asked', 'issued');
create index invoice_by_order on invoice (tenant_id, order_id, id desc);
-- serves the merchant's lists
create index invoice_by_state on invoice (tenant_id, state, id desc);
create index invoice_red on invoice (tenant_id, id desc) where red_due_fen > red_done_fen;

-- What an order's invoice says: the money paid for it and not given back. Bonus is a gift of the shop's and no money.
create function invoiceable_fen(_tenant uuid, _order uuid) returns int language plpgsql stable as $$
begin
  return (
    select greatest(0, o.total_fen - o.bonus_fen - o.refunded_fen + coalesce((
      select sum(e.delta)::int from refund r join account_entry e on e.tenant_id = r.tenant_id and e.kind = 'bonus' and e.reason = 'refund'
        and e.reference_id = r.id
      where r.tenant_id = o.tenant_id and r.order_id = o.id), 0))
    from shop_order o where o.tenant_id = _tenant and o.id = _order);
end $$;

-- Money that goes back changes what an invoice may say, in the statement that books it, whoever does. Deferred: the accounts follow.
create function invoice_follows_refunds() returns trigger language plpgsql as $$
declare
  left_fen int;
begin
  if not exists (select from invoice where tenant_id = new.tenant_id and order_id = new.id and state in ('asked', 'issued')) then
    return null;
  end if;
  left_fen := invoiceable_fen(new.tenant_id, new.id);
  update invoice set red_due_fen = greatest(red_due_fen, amount_fen - left_fen), updated_at = now()
  where tenant_id = new.tenant_id and order_id = new.id and state = 'issued' and amount_fen - left_fen > red_due_fen;
  update invoice set state = 'withdrawn', updated_at = now()
  where tenant_id = new.tenant_id and order_id = new.id and state = 'asked' and left_fen = 0;
  return null;
end $$;
create constraint trigger invoice_follows_refunds after update on shop_order deferrable initially deferred for each row
  when (new.refunded_fen > old.refunded_fen) execute function invoice_follows_refunds();

-- What the merchant's staff tell each other about an order; no shopper ever reads it.
create table order_note (
  tenant_id uuid not null,
  order_id uuid not null,
  id uuid not null,
  words text not null,
  written_by jsonb not null,
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, order_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('order_note', true);

create table order_tag (
  tenant_id uuid not null,
  order_id uuid not null,
  tag text not null,
  tagged_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, order_id, tag),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('order_tag');
-- serves the merchant's list of a tag
create index order_tag_by_tag on order_tag (tenant_id, tag, order_id desc);

-- Orders as a file. `rows_total` is what it was asked for, `rows_written` how far it has come.
create table order_export (
  tenant_id uuid not null,
  id uuid not null,
  idempotency_key text not null,
  request_hash bytea not null,
  state text not null check (state in ('asked', 'running', 'ready', 'failed', 'deleted')),
  format text not null check (format in ('csv', 'xlsx')),
  filter jsonb not null,
  language text not null check (language in ('zh', 'en')),
  asked_by jsonb not null,
  rows_total int,
  rows_written int not null default 0,
  size_bytes bigint,
  file text,
  problem jsonb,
  attempts int not null default 0,
  next_attempt_at timestamptz default now() + interval '1 minute',
  ready_at timestamptz,
  -- of the file
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key)
);
call platform.lock_tenant_table('order_export');
-- serve the sweeper: what has stalled, and files whose time is over
create index order_export_due on order_export (next_attempt_at) where state in ('asked', 'running');
create index order_export_expiring on order_export (expires_at) where state in ('ready', 'failed');

-- Which goods a refund is for: [{line, quantity}], positions in shop_order.lines; null when it is about money alone, or about everything.
alter table refund add column lines jsonb;

-- Goods without a parcel: a text, or one of a pool of codes for each.
alter table product
  add column virtual_kind text check (virtual_kind in ('text', 'codes')),
  add column virtual_text text not null default '';

-- A code is worth money: sealed, and given once. `digest` tells the same code brought twice.
create table virtual_code (
  tenant_id uuid not null,
  id uuid not null,
  sku_id uuid not null,
  code_sealed bytea not null,
  digest bytea not null,
  order_id uuid,
  line smallint,
  given_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, sku_id, digest),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  check ((order_id is null) = (given_at is null))
);
call platform.lock_tenant_table('virtual_code');
-- serves the hand-over: the oldest first
create index virtual_code_free on virtual_code (tenant_id, sku_id, id) where order_id is null;
create index virtual_code_of_order on virtual_code (tenant_id, order_id) where order_id is not null;

-- The text a line was handed over with, as it was then.
create table virtual_text (
  tenant_id uuid not null,
  order_id uuid not null,
  line smallint not null,
  words text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, order_id, line),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
call platform.lock_tenant_table('virtual_text');

-- Handed over after the payment, whoever books it; the job follows the commit.
create function virtual_goods_follow_payment() returns trigger language plpgsql as $$
begin
  insert into outbox (tenant_id, id, job, payload)
  values (new.tenant_id, gen_random_uuid(), 'virtual-goods.deliver', jsonb_build_object('tenantId', new.tenant_id, 'orderId', new.id));
  return null;
end $$;
create trigger virtual_goods_follow_payment after update of state on shop_order for each row
  when (new.delivery = 'virtual' and new.purpose = 'goods' and new.state = 'paid' and old.state is distinct from new.state)
  execute function virtual_goods_follow_payment();
-- serves the sweeper of what was paid and is not handed over, for want of a code or of its job
create index shop_order_virtual_due on shop_order (paid_at)
  where delivery = 'virtual' and purpose = 'goods' and state = 'paid' and fulfilment = 'unfulfilled';

-- More to be told of: a complete group, an invoice, the shop's answer to a review.
alter table message_template drop constraint message_template_purpose_check;
alter table message_template add constraint message_template_purpose_check
  check (purpose in ('orderPaid', 'orderShipped', 'orderRefunded', 'pickupReady', 'groupComplete', 'invoiceIssued', 'reviewReplied'));
