-- An order is for goods, unless it brings money into a balance or buys a card for somebody: those have nothing to carry (`delivery` virtual)
-- and are paid, closed, refunded and held against WeChat's bills as every other order.
alter table shop_order
  drop constraint shop_order_delivery_check,
  add constraint shop_order_delivery_check check (delivery in ('express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking', 'virtual')),
  add column purpose text not null default 'goods' check (purpose in ('goods', 'top_up', 'gift_card'));

-- What a shop offers. Plans are named by their amount: [{amountFen, bonusFen}], ascending. No custom amounts without both ends.
create table stored_value_settings (
  tenant_id uuid not null,
  enabled boolean not null,
  plans jsonb not null,
  custom_min_fen int check (custom_min_fen >= 1),
  custom_max_fen int check (custom_max_fen >= custom_min_fen),
  -- the most that one shopper may have, bonus included
  limit_fen int not null check (limit_fen between 1 and 500000),
  -- face values of the cards that shoppers can buy for others
  card_faces int[] not null default '{}',
  terms text not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id),
  check ((custom_min_fen is null) = (custom_max_fen is null))
);
call platform.lock_tenant_table('stored_value_settings');

-- Money on its way into a balance, beside the order that brings it; created → paid → refunded, or created → closed.
create table top_up (
  tenant_id uuid not null,
  order_id uuid not null,
  shopper_id uuid not null,
  amount_fen int not null check (amount_fen between 1 and 500000),
  bonus_fen int not null check (bonus_fen >= 0),
  state text not null default 'created' check (state in ('created', 'paid', 'refunded', 'closed')),
  -- given back, or promised to be, and what was taken back of the bonus for it
  returned_fen int not null default 0 check (returned_fen between 0 and amount_fen),
  returned_bonus_fen int not null default 0 check (returned_bonus_fen between 0 and bonus_fen),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('top_up');
-- serves what is on its way to one shopper
create index top_up_by_shopper on top_up (tenant_id, shopper_id, order_id);

-- Cards that a merchant hands out. Their codes are told once and kept as digests.
create table gift_card_batch (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  face_fen int not null check (face_fen between 1 and 100000),
  cards int not null check (cards between 1 and 5000),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  state text not null default 'active' check (state in ('active', 'stopped')),
  idempotency_key text not null,
  created_by jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key)
);
call platform.lock_tenant_table('gift_card_batch');

-- waiting → active → redeemed, active → stopped, waiting → closed. One of a batch is active from the start; one that a shopper buys waits for its
-- order's payment and gets a code, each time another one, when its buyer asks for it.
create table gift_card (
  tenant_id uuid not null,
  id uuid not null,
  batch_id uuid,
  order_id uuid,
  buyer_id uuid,
  face_fen int not null check (face_fen between 1 and 100000),
  -- SHA-256 of the code
  code_hash bytea,
  -- the code's end, for people who talk about it
  tail text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  state text not null check (state in ('waiting', 'active', 'redeemed', 'stopped', 'closed')),
  redeemed_by uuid,
  redeemed_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, code_hash),
  unique (tenant_id, order_id),
  foreign key (tenant_id, batch_id) references gift_card_batch (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, buyer_id) references shopper (tenant_id, id),
  foreign key (tenant_id, redeemed_by) references shopper (tenant_id, id),
  check ((batch_id is null) <> (order_id is null)),
  check ((order_id is null) = (buyer_id is null)),
  check ((state = 'redeemed') = (redeemed_by is not null)),
  check (batch_id is null or code_hash is not null)
);
call platform.lock_tenant_table('gift_card');
create index gift_card_by_batch on gift_card (tenant_id, batch_id, state) where batch_id is not null;
create index gift_card_by_buyer on gift_card (tenant_id, buyer_id, id) where buyer_id is not null;

-- Wrong codes of one shopper since the first of them, an hour at most.
create table gift_card_attempt (
  tenant_id uuid not null,
  shopper_id uuid not null,
  wrong int not null default 0,
  since timestamptz not null default now(),
  primary key (tenant_id, shopper_id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('gift_card_attempt');

-- the entries of one shopper and of a whole shop, newest first
create index account_entry_by_age on account_entry (tenant_id, shopper_id, created_at desc, id desc);
create index account_entry_of_shop on account_entry (tenant_id, created_at desc, id desc);

-- What a shopper has, may still get from unpaid top-ups, and so may not have more of. The account stays locked, so that two do not pass each other.
create function stored_value_of(_tenant uuid, _shopper uuid) returns int language plpgsql as $$
begin
  insert into shopper_account (tenant_id, shopper_id, kind) values (_tenant, _shopper, 'balance') on conflict do nothing;
  perform 1 from shopper_account where tenant_id = _tenant and shopper_id = _shopper and kind = 'balance' for no key update;
  return (select coalesce(sum(a.amount), 0) from shopper_account a
      where a.tenant_id = _tenant and a.shopper_id = _shopper and a.kind in ('balance', 'bonus'))
    + (select coalesce(sum(t.amount_fen + t.bonus_fen), 0) from top_up t
      where t.tenant_id = _tenant and t.shopper_id = _shopper and t.state = 'created');
end $$;

-- The order of a top-up, or of a card when `_card` is given. Answers 'placed', 'repeated' (this key has placed one before) or 'limit'.
create function place_money_order(
  _tenant uuid, _order uuid, _number text, _app_id text, _shopper uuid, _key text, _request_hash bytea, _line jsonb,
  _amount int, _bonus int, _limit int, _card uuid, _card_ends_at timestamptz, _created_at timestamptz, _expires_at timestamptz
) returns text language plpgsql as $$
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  -- First the order, as in place_order: a double tap waits here for its twin.
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
    subtotal_fen, shipping_fen, total_fen, delivery, created_at, expires_at, purpose)
  values (_tenant, _order, _number, _app_id, _shopper, _key, _request_hash, 'pending', jsonb_build_array(_line),
    _amount, 0, _amount, 'virtual', _created_at, _expires_at, case when _card is null then 'top_up' else 'gift_card' end)
  on conflict (tenant_id, shopper_id, idempotency_key) do nothing;
  if not found then
    return 'repeated';
  end if;
  if _card is null and stored_value_of(_tenant, _shopper) + _amount + _bonus > _limit then
    raise exception 'more than one shopper may have' using errcode = 'XP004';
  end if;
  insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
  values (_tenant, gen_random_uuid(), _order, 'pending', 'placed', _created_at);
  if _card is null then
    insert into top_up (tenant_id, order_id, shopper_id, amount_fen, bonus_fen, created_at)
    values (_tenant, _order, _shopper, _amount, _bonus, _created_at);
  else
    insert into gift_card (tenant_id, id, order_id, buyer_id, face_fen, starts_at, ends_at, state)
    values (_tenant, _card, _order, _shopper, _amount, _created_at, _card_ends_at, 'waiting');
  end if;
  return 'placed';
end $$;

-- Balances follow their order in the statement that moves it, whoever moves it, so that no crash can part them: a top-up that is paid comes
-- into the account, a card that is paid can be redeemed, and what a closed order had taken, or a refund gives back of it, returns.
create function tenders_follow_order() returns trigger language plpgsql as $$
begin
  if new.refunded_fen > old.refunded_fen and new.balance_fen + new.bonus_fen > 0 then
    perform move_account(new.tenant_id, new.shopper_id, 'balance', r.balance_fen, 'refund', r.id),
      move_account(new.tenant_id, new.shopper_id, 'bonus', r.bonus_fen, 'refund', r.id)
    from refund r where r.tenant_id = new.tenant_id and r.order_id = new.id and r.state = 'succeeded' and r.balance_fen + r.bonus_fen > 0;
  end if;
  if new.state = old.state then
    return null;
  end if;
  if new.purpose = 'top_up' then
    update top_up set state = new.state, settled_at = now() where tenant_id = new.tenant_id and order_id = new.id;
    if new.state = 'paid' then
      perform move_account(new.tenant_id, new.shopper_id, 'balance', t.amount_fen, 'top_up', new.id),
        move_account(new.tenant_id, new.shopper_id, 'bonus', t.bonus_fen, 'top_up', new.id)
      from top_up t where t.tenant_id = new.tenant_id and t.order_id = new.id;
    end if;
  elsif new.purpose = 'gift_card' then
    update gift_card set state = case new.state when 'paid' then 'active' when 'closed' then 'closed' else 'stopped' end
    where tenant_id = new.tenant_id and order_id = new.id and state in ('waiting', 'active');
  elsif new.state = 'closed' then
    perform move_account(new.tenant_id, new.shopper_id, 'balance', new.balance_fen, 'order_closed', new.id);
    perform move_account(new.tenant_id, new.shopper_id, 'bonus', new.bonus_fen, 'order_closed', new.id);
  end if;
  return null;
end $$;
-- The name puts it behind promotions_follow_order: coupons and contingents are locked before accounts, as by place_order.
create trigger tenders_follow_order after update of state, refunded_fen on shop_order for each row
  when ((old.state is distinct from new.state or old.refunded_fen is distinct from new.refunded_fen)
    and (new.purpose <> 'goods' or new.balance_fen + new.bonus_fen > 0))
  execute function tenders_follow_order();

-- An order that balance and bonus pay for asks nothing of WeChat Pay. Whoever placed it books it at once; this brings back what was left half done.
create function settle_covered_order() returns trigger language plpgsql as $$
begin
  insert into outbox (tenant_id, id, job, payload, run_at)
  values (new.tenant_id, gen_random_uuid(), 'order.settle', jsonb_build_object('tenantId', new.tenant_id, 'orderId', new.id), now() + interval '5 seconds');
  return null;
end $$;
create trigger settle_covered_order after insert on shop_order for each row
  when (new.state = 'pending' and new.balance_fen + new.bonus_fen = new.total_fen) execute function settle_covered_order();

-- What goes back by each road: amount = what the order costs less, wechat = what WeChat Pay gives back, the rest goes back into the accounts.
alter table refund
  alter column payment_id drop not null,
  add column balance_fen int not null default 0 check (balance_fen >= 0),
  add column bonus_fen int not null default 0 check (bonus_fen >= 0),
  add column wechat_fen int not null generated always as (amount_fen - balance_fen - bonus_fen) stored,
  add constraint refund_tenders check (balance_fen + bonus_fen <= amount_fen),
  add constraint refund_road check (payment_id is not null or amount_fen = balance_fen + bonus_fen);

-- A refund takes of each tender in proportion to what is left of it; fractions go to WeChat's part, then to the balance, so that the last
-- refund finds exactly what is left. Money that came for a closed order, and what was given back in WeChat's console, is WeChat's alone.
-- The caller holds the order's row.
create function split_refund() returns trigger language plpgsql as $$
declare
  o shop_order;
  before record;
  own_left bigint;
  own int;
begin
  select * into o from shop_order where tenant_id = new.tenant_id and id = new.order_id;
  if new.origin <> 'shop' or o.state <> 'paid' or o.balance_fen + o.bonus_fen = 0 then
    return new;
  end if;
  select coalesce(sum(r.balance_fen), 0)::int as balance, coalesce(sum(r.bonus_fen), 0)::int as bonus, coalesce(sum(r.amount_fen), 0)::int as amount
    into before
  from refund r where r.tenant_id = new.tenant_id and r.order_id = new.order_id and r.state in ('requested', 'approved', 'processing', 'succeeded');
  own_left := o.balance_fen - before.balance + o.bonus_fen - before.bonus;
  if own_left <= 0 then
    return new;
  end if;
  own := least(own_left, own_left * new.amount_fen / greatest(o.total_fen - before.amount, 1));
  new.bonus_fen := (o.bonus_fen - before.bonus)::bigint * own / own_left;
  new.balance_fen := own - new.bonus_fen;
  return new;
end $$;
create trigger split_refund before insert on refund for each row execute function split_refund();

-- What is given back of a top-up leaves the account before WeChat is asked, and its share of the bonus with it: what is spent cannot be had
-- back (XP003). Tried again after a failure, it is not taken twice. WeChat's console asks nobody; then what is there is taken.
-- A card that was redeemed cannot be given back (XP004).
create function take_back_what_was_bought() returns trigger language plpgsql as $$
declare
  o shop_order;
  t top_up;
  share int;
  bonus_share int;
begin
  select * into o from shop_order where tenant_id = new.tenant_id and id = new.order_id;
  if o.purpose = 'goods' or o.state <> 'paid' then
    return null;
  end if;
  if o.purpose = 'gift_card' then
    update gift_card set state = 'stopped' where tenant_id = o.tenant_id and order_id = o.id and state = 'active';
    if new.origin = 'shop' and not exists (select from gift_card c where c.tenant_id = o.tenant_id and c.order_id = o.id and c.state = 'stopped') then
      raise exception 'the card is redeemed' using errcode = 'XP004';
    end if;
    return null;
  end if;
  if exists (select from account_entry e where e.tenant_id = o.tenant_id and e.kind = 'balance' and e.reason = 'top_up_refund'
      and e.reference_id = new.id) then
    return null;
  end if;
  select * into t from top_up where tenant_id = o.tenant_id and order_id = o.id for no key update;
  -- one that failed may have taken it before
  share := case when new.origin = 'shop' then new.amount_fen else least(new.amount_fen, t.amount_fen - t.returned_fen) end;
  perform 1 from shopper_account where tenant_id = o.tenant_id and shopper_id = o.shopper_id and kind = 'balance' for no key update;
  perform move_account(o.tenant_id, o.shopper_id, 'balance', -case when new.origin = 'shop' then share else least(share, coalesce((
      select a.amount from shopper_account a where a.tenant_id = o.tenant_id and a.shopper_id = o.shopper_id and a.kind = 'balance'), 0)) end,
    'top_up_refund', new.id);
  perform 1 from shopper_account where tenant_id = o.tenant_id and shopper_id = o.shopper_id and kind = 'bonus' for no key update;
  bonus_share := least(
    t.bonus_fen::bigint * (t.returned_fen + share) / t.amount_fen - t.bonus_fen::bigint * t.returned_fen / t.amount_fen,
    coalesce((select a.amount from shopper_account a where a.tenant_id = o.tenant_id and a.shopper_id = o.shopper_id and a.kind = 'bonus'), 0));
  perform move_account(o.tenant_id, o.shopper_id, 'bonus', -bonus_share, 'top_up_refund', new.id);
  update top_up set returned_fen = returned_fen + share, returned_bonus_fen = returned_bonus_fen + bonus_share
  where tenant_id = o.tenant_id and order_id = o.id;
  return null;
end $$;
create trigger take_back_at_once after insert on refund for each row
  when (new.state in ('approved', 'processing')) execute function take_back_what_was_bought();
create trigger take_back_when_granted after update of state on refund for each row
  when (new.state = 'approved' and old.state = 'requested') execute function take_back_what_was_bought();

-- One code into one balance. Whoever tries waits at their own row of attempts, and cards are locked one by one.
-- Answers 'redeemed', 'repeated' (by this shopper before), or why not: 'unknown', 'blocked', 'used', 'over', 'not_yet', 'limit'.
create function redeem_gift_card(_tenant uuid, _shopper uuid, _hash bytea, _limit int, _most_wrong int)
returns table (outcome text, face_fen int) language plpgsql as $$
declare
  a gift_card_attempt;
  c gift_card;
  b_state text;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  insert into gift_card_attempt (tenant_id, shopper_id) values (_tenant, _shopper) on conflict do nothing;
  select * into a from gift_card_attempt where tenant_id = _tenant and shopper_id = _shopper for no key update;
  if a.since <= clock_timestamp() - interval '1 hour' then
    update gift_card_attempt set wrong = 0, since = clock_timestamp() where tenant_id = _tenant and shopper_id = _shopper;
    a.wrong := 0;
  end if;
  if a.wrong >= _most_wrong then
    return query select 'blocked', 0;
    return;
  end if;
  select * into c from gift_card g where g.tenant_id = _tenant and g.code_hash = _hash for no key update;
  if not found or c.state in ('waiting', 'closed') then
    update gift_card_attempt set wrong = wrong + 1, since = case when wrong = 0 then clock_timestamp() else since end
    where tenant_id = _tenant and shopper_id = _shopper;
    return query select 'unknown', 0;
    return;
  end if;
  select b.state into b_state from gift_card_batch b where b.tenant_id = _tenant and b.id = c.batch_id;
  if c.state = 'redeemed' then
    return query select case when c.redeemed_by = _shopper then 'repeated' else 'used' end, c.face_fen;
  elsif c.state <> 'active' or b_state = 'stopped' or c.ends_at <= clock_timestamp() then
    return query select 'over', c.face_fen;
  elsif c.starts_at > clock_timestamp() then
    return query select 'not_yet', c.face_fen;
  elsif stored_value_of(_tenant, _shopper) + c.face_fen > _limit then
    return query select 'limit', c.face_fen;
  else
    update gift_card g set state = 'redeemed', redeemed_by = _shopper, redeemed_at = clock_timestamp() where g.tenant_id = _tenant and g.id = c.id;
    perform move_account(_tenant, _shopper, 'balance', c.face_fen, 'gift_card', c.id);
    return query select 'redeemed', c.face_fen;
  end if;
end $$;
