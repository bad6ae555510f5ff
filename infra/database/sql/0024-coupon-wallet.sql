-- Coupons whole: for products, together with others, given away, and used at the counter.
alter table coupon
  -- used together with other stackable coupons, of different kinds each
  add column stackable boolean not null default false,
  -- may be given to another shopper
  add column giftable boolean not null default true,
  -- null: not by product; never beside a category
  add column product_ids uuid[] check (cardinality(product_ids) between 1 and 100),
  drop constraint coupon_kind_check,
  -- a voucher is for a thing or a service at the counter, worth amount_fen; no order takes it
  add constraint coupon_kind_check check (kind in ('amount', 'percent', 'voucher')),
  add constraint coupon_voucher check (kind <> 'voucher' or (amount_fen >= 1 and percent_off = 0 and max_off_fen is null and threshold_fen = 0
    and category_id is null and product_ids is null and not stackable)),
  add constraint coupon_scope check (category_id is null or product_ids is null);

-- A gift moves nothing: the giver's claim ends as `given`, and the taker gets a claim of their own, with `gift_id`. So `coupon.claimed` and
-- the limit per shopper count what was collected: claims without a gift.
alter table coupon_claim
  add column gift_id uuid,
  -- offered as a gift until then: neither used nor shown meanwhile. What nobody took is simply held again.
  add column gift_until timestamptz,
  -- used at the counter, without an order
  add column redemption_id uuid,
  drop constraint coupon_claim_state_check,
  add constraint coupon_claim_state_check check (state in ('held', 'used', 'given')),
  drop constraint coupon_claim_check,
  add constraint coupon_claim_used check (num_nonnulls(order_id, redemption_id) = (state = 'used')::int);

alter table coupon_entry
  add column gift_id uuid,
  add column redemption_id uuid,
  drop constraint coupon_entry_kind_check,
  add constraint coupon_entry_kind_check check (kind in ('claimed', 'used', 'returned', 'given', 'received'));

-- A coupon on its way to whoever opens the link first. Run out is not stored: it is open, and past its time.
create table coupon_gift (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  claim_id uuid not null,
  giver_id uuid not null,
  -- what the link carries; random, nobody guesses it
  code text not null,
  state text not null default 'open' check (state in ('open', 'taken', 'withdrawn')),
  expires_at timestamptz not null,
  taker_id uuid,
  -- what the taker got for it
  taken_claim_id uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, code),
  foreign key (tenant_id, coupon_id) references coupon (tenant_id, id),
  foreign key (tenant_id, claim_id) references coupon_claim (tenant_id, id),
  foreign key (tenant_id, giver_id) references shopper (tenant_id, id),
  foreign key (tenant_id, taker_id) references shopper (tenant_id, id),
  foreign key (tenant_id, taken_claim_id) references coupon_claim (tenant_id, id),
  check ((state = 'taken') = (taker_id is not null)),
  check ((state = 'taken') = (taken_claim_id is not null)),
  check ((state = 'open') = (ended_at is null))
);
call platform.lock_tenant_table('coupon_gift');
-- the last guards: a coupon is on its way once, and arrives once
create unique index coupon_gift_open on coupon_gift (tenant_id, claim_id) where state = 'open';
create unique index coupon_gift_taken on coupon_gift (tenant_id, claim_id) where state = 'taken';

-- What a shopper shows at the counter: twelve digits, for two minutes.
create table coupon_code (
  tenant_id uuid not null,
  code text not null check (code ~ '^[0-9]{12}$'),
  claim_id uuid not null,
  expires_at timestamptz not null,
  primary key (tenant_id, code),
  foreign key (tenant_id, claim_id) references coupon_claim (tenant_id, id)
);
call platform.lock_tenant_table('coupon_code');
create index coupon_code_by_claim on coupon_code (tenant_id, claim_id);
-- serves the clearing away of what is over
create index coupon_code_by_end on coupon_code (tenant_id, expires_at);

-- A coupon used at the counter: who took it, where, and off which bill.
create table coupon_redemption (
  tenant_id uuid not null,
  id uuid not null,
  coupon_id uuid not null,
  claim_id uuid not null,
  idempotency_key text not null,
  code text not null,
  state text not null default 'redeemed' check (state in ('redeemed', 'undone')),
  place text not null default '',
  -- null for a voucher
  bill_fen int check (bill_fen >= 1),
  discount_fen int not null check (discount_fen >= 1 and discount_fen <= bill_fen),
  redeemed_by jsonb not null,
  redeemed_at timestamptz not null default now(),
  undone_by jsonb,
  undone_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, idempotency_key),
  foreign key (tenant_id, coupon_id) references coupon (tenant_id, id),
  foreign key (tenant_id, claim_id) references coupon_claim (tenant_id, id),
  check ((state = 'undone') = (undone_at is not null))
);
call platform.lock_tenant_table('coupon_redemption');
-- the last guard: once
create unique index coupon_redemption_once on coupon_redemption (tenant_id, claim_id) where state = 'redeemed';
-- serves the figures of a coupon
create index coupon_redemption_by_coupon on coupon_redemption (tenant_id, coupon_id);

-- What a draw has promised is kept: which products a coupon is for, too.
create function keep_promised_products() returns trigger language plpgsql as $$
begin
  if new.product_ids is distinct from old.product_ids and coupons_set_aside(old.tenant_id, old.id) > 0 then
    raise exception 'a draw has promised the coupon' using errcode = 'XP004';
  end if;
  return new;
end $$;
create trigger coupon_promised_products before update of product_ids on coupon for each row execute function keep_promised_products();

-- As in 0016-lucky-draws.sql; what was received as a gift is within the giver's limit.
create or replace function claim_coupon(_tenant uuid, _coupon uuid, _shopper uuid, _key text, _claim uuid)
returns table (outcome text, claim_id uuid) language plpgsql as $$
declare
  c coupon;
  before coupon_claim;
  -- null: without end
  free bigint;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into c from coupon where tenant_id = _tenant and id = _coupon for no key update;
  if not found then
    return query select 'unknown', null::uuid;
    return;
  end if;
  select * into before from coupon_claim k where k.tenant_id = _tenant and k.shopper_id = _shopper and k.idempotency_key = _key;
  if found then
    return query select case when before.coupon_id = _coupon then 'repeated' else 'conflict' end, before.id;
    return;
  end if;
  if c.total is not null then
    free := c.total - c.claimed - coupons_set_aside(_tenant, _coupon);
  end if;
  if c.state <> 'active' or c.ends_at <= clock_timestamp() then
    return query select 'over', null::uuid;
  elsif c.starts_at > clock_timestamp() then
    return query select 'not_yet', null::uuid;
  elsif free <= 0 then
    return query select 'gone', null::uuid;
  elsif (select count(*) from coupon_claim k where k.tenant_id = _tenant and k.coupon_id = _coupon and k.shopper_id = _shopper
      and k.gift_id is null) >= c.per_shopper then
    return query select 'limit', null::uuid;
  else
    update coupon set claimed = claimed + 1 where tenant_id = _tenant and id = _coupon;
    insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
    values (_tenant, _claim, _coupon, _shopper, _key, c.ends_at);
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind) values (_tenant, gen_random_uuid(), _coupon, _claim, 'claimed');
    return query select case when free = 1 then 'last' else 'claimed' end, _claim;
  end if;
end $$;

-- What checkout asks of a wallet; null when nothing of it can be used. Those that end first come first, should a shopper really hold more
-- than a list can show.
create or replace function held_coupons(_tenant uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_agg(jsonb_build_object('claimId', k.id, 'couponId', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
        'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'categoryId', c.category_id,
        'productIds', c.product_ids, 'stackable', c.stackable, 'endsAt', k.expires_at) order by k.expires_at, k.id)
    from (
      select h.id, h.coupon_id, h.expires_at from coupon_claim h
      where h.tenant_id = _tenant and h.shopper_id = _shopper and h.state = 'held' and h.expires_at > now()
        and (h.gift_until is null or h.gift_until <= now())
        and not exists (select from coupon v where v.tenant_id = _tenant and v.id = h.coupon_id and v.kind = 'voucher')
      order by h.expires_at, h.id limit 100) k
    join coupon c on c.tenant_id = _tenant and c.id = k.coupon_id
    where c.starts_at <= now());
end $$;

-- What the shopper could collect now and use on an order; null when nothing.
create or replace function claimable_coupons(_tenant uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
begin
  if not exists (select from coupon c where c.tenant_id = _tenant and c.state = 'active' and c.ends_at > now()) then
    return null;
  end if;
  return (
    select jsonb_agg(jsonb_build_object('couponId', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
        'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'categoryId', c.category_id,
        'productIds', c.product_ids, 'stackable', c.stackable, 'endsAt', c.ends_at) order by c.ends_at, c.id)
    from (
      select o.* from coupon o
      where o.tenant_id = _tenant and o.state = 'active' and o.starts_at <= now() and o.ends_at > now() and o.kind <> 'voucher'
        and (o.total is null or o.total > o.claimed)
        and (select count(*) from coupon_claim k where k.tenant_id = _tenant and k.coupon_id = o.id and k.shopper_id = _shopper
          and k.gift_id is null) < o.per_shopper
      order by o.ends_at, o.id limit 50) c
    where c.total is null or c.total > c.claimed + coupons_set_aside(_tenant, c.id));
end $$;

-- Uses up the coupons of an order, in the transaction that places it. Raises XP001 when one of them is used, over or being given away by now.
create or replace function use_coupons(_tenant uuid, _order uuid, _shopper uuid, _claims uuid[], _at timestamptz) returns void language plpgsql as $$
declare
  taken int;
begin
  -- Locked before anything is asked of them, in one order for everybody.
  perform 1 from coupon_claim k where k.tenant_id = _tenant and k.id = any(_claims) order by k.id for no key update;
  with used as (
    update coupon_claim k set state = 'used', order_id = _order, used_at = _at, gift_until = null
    from coupon c
    where k.tenant_id = _tenant and k.id = any(_claims) and k.shopper_id = _shopper and k.state = 'held' and k.expires_at > clock_timestamp()
      and (k.gift_until is null or k.gift_until <= clock_timestamp())
      and c.tenant_id = k.tenant_id and c.id = k.coupon_id and c.kind <> 'voucher'
    returning k.id, k.coupon_id
  ), ledger as (
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, order_id)
    select _tenant, gen_random_uuid(), coupon_id, id, 'used', _order from used
  )
  select count(*) into taken from used;
  if taken < cardinality(_claims) then
    raise exception 'a coupon is used, over or given away' using errcode = 'XP001';
  end if;
end $$;

-- Makes a gift of a held coupon, for a day at most. One that is open already is answered again. Every movement of a gift holds the giver's
-- claim, so that the coupon is not used and taken at once. Answers 'given', 'repeated', or why not: 'unknown', 'unusable', 'not_giftable'.
create function give_coupon(_tenant uuid, _shopper uuid, _claim uuid, _gift uuid, _code text)
returns table (outcome text, gift_id uuid) language plpgsql as $$
declare
  k coupon_claim;
  moment timestamptz;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into k from coupon_claim c where c.tenant_id = _tenant and c.id = _claim and c.shopper_id = _shopper for no key update;
  moment := clock_timestamp();
  if not found then
    return query select 'unknown', null::uuid;
  elsif k.state <> 'held' or k.expires_at <= moment then
    return query select 'unusable', null::uuid;
  elsif k.gift_until > moment then
    return query select 'repeated', g.id from coupon_gift g where g.tenant_id = _tenant and g.claim_id = _claim and g.state = 'open';
  elsif not (select c.giftable from coupon c where c.tenant_id = _tenant and c.id = k.coupon_id) then
    return query select 'not_giftable', null::uuid;
  else
    -- one that ran out
    update coupon_gift g set state = 'withdrawn', ended_at = moment where g.tenant_id = _tenant and g.claim_id = _claim and g.state = 'open';
    insert into coupon_gift (tenant_id, id, coupon_id, claim_id, giver_id, code, expires_at, created_at)
    values (_tenant, _gift, k.coupon_id, _claim, _shopper, _code, least(moment + interval '24 hours', k.expires_at), moment);
    update coupon_claim c set gift_until = least(moment + interval '24 hours', k.expires_at) where c.tenant_id = _tenant and c.id = _claim;
    delete from coupon_code v where v.tenant_id = _tenant and v.claim_id = _claim;
    return query select 'given', _gift;
  end if;
end $$;

-- The first who comes gets it, into a claim of their own. Answers 'taken', 'repeated' (this shopper has it), or why not: 'unknown', 'own',
-- 'gone' (another was first), 'withdrawn', 'over'.
create function take_coupon_gift(_tenant uuid, _shopper uuid, _code text, _claim uuid)
returns table (outcome text, claim_id uuid) language plpgsql as $$
declare
  g coupon_gift;
  k coupon_claim;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select c.* into k from coupon_gift f join coupon_claim c on c.tenant_id = f.tenant_id and c.id = f.claim_id
  where f.tenant_id = _tenant and f.code = _code for no key update of c;
  if not found then
    return query select 'unknown', null::uuid;
    return;
  end if;
  -- Read again under the claim's lock: what whoever held it has done.
  select * into strict k from coupon_claim c where c.tenant_id = _tenant and c.id = k.id;
  select * into strict g from coupon_gift f where f.tenant_id = _tenant and f.code = _code;
  if g.taker_id = _shopper then
    return query select 'repeated', g.taken_claim_id;
  elsif g.giver_id = _shopper then
    return query select 'own', null::uuid;
  elsif g.state = 'taken' then
    return query select 'gone', null::uuid;
  elsif g.state = 'withdrawn' then
    return query select 'withdrawn', null::uuid;
  elsif g.expires_at <= clock_timestamp() or k.state <> 'held' then
    return query select 'over', null::uuid;
  else
    -- no shopper can send a key with a blank
    insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at, gift_id)
    values (_tenant, _claim, g.coupon_id, _shopper, 'gift ' || g.id, k.expires_at, g.id);
    update coupon_claim c set state = 'given', gift_until = null where c.tenant_id = _tenant and c.id = k.id;
    update coupon_gift f set state = 'taken', taker_id = _shopper, taken_claim_id = _claim, ended_at = clock_timestamp()
    where f.tenant_id = _tenant and f.id = g.id;
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, gift_id)
    values (_tenant, gen_random_uuid(), g.coupon_id, k.id, 'given', g.id),
      (_tenant, gen_random_uuid(), g.coupon_id, _claim, 'received', g.id);
    return query select 'taken', _claim;
  end if;
end $$;

-- The giver has it back at once. Answers 'withdrawn', also of one that was withdrawn or has run out; 'unknown', 'gone' (somebody has it).
create function withdraw_coupon_gift(_tenant uuid, _shopper uuid, _gift uuid) returns text language plpgsql as $$
declare
  _claim uuid;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select c.id into _claim from coupon_gift f join coupon_claim c on c.tenant_id = f.tenant_id and c.id = f.claim_id
  where f.tenant_id = _tenant and f.id = _gift and f.giver_id = _shopper for no key update of c;
  if _claim is null then
    return 'unknown';
  end if;
  if exists (select from coupon_gift f where f.tenant_id = _tenant and f.id = _gift and f.state = 'taken') then
    return 'gone';
  end if;
  update coupon_gift f set state = 'withdrawn', ended_at = clock_timestamp() where f.tenant_id = _tenant and f.id = _gift and f.state = 'open';
  if found then
    update coupon_claim c set gift_until = null where c.tenant_id = _tenant and c.id = _claim;
  end if;
  return 'withdrawn';
end $$;

-- A code for the counter: the last one while it has a minute left, so that what is on the screen stays good until the next is there.
-- Answers 'shown', 'again' (the digits are somebody else's just now: try others), or why not: 'unknown', 'used', 'over', 'given'.
create function show_coupon_code(_tenant uuid, _shopper uuid, _claim uuid, _code text)
returns table (outcome text, code text, expires_at timestamptz) language plpgsql as $$
declare
  k coupon_claim;
  moment timestamptz;
  shown coupon_code;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into k from coupon_claim c where c.tenant_id = _tenant and c.id = _claim and c.shopper_id = _shopper for no key update;
  moment := clock_timestamp();
  if not found then
    return query select 'unknown', null::text, null::timestamptz;
  elsif k.state <> 'held' then
    return query select k.state, null::text, null::timestamptz;
  elsif k.expires_at <= moment then
    return query select 'over', null::text, null::timestamptz;
  elsif k.gift_until > moment then
    return query select 'given', null::text, null::timestamptz;
  else
    select * into shown from coupon_code v where v.tenant_id = _tenant and v.claim_id = _claim and v.expires_at > moment + interval '1 minute'
    order by v.expires_at desc limit 1;
    if not found then
      delete from coupon_code v where v.tenant_id = _tenant and v.code in (
        select o.code from coupon_code o where o.tenant_id = _tenant and o.expires_at <= moment limit 20 for update skip locked);
      insert into coupon_code as v (tenant_id, code, claim_id, expires_at)
      values (_tenant, _code, _claim, least(moment + interval '2 minutes', k.expires_at))
      on conflict on constraint coupon_code_pkey do nothing returning v.* into shown;
      if not found then
        return query select 'again', null::text, null::timestamptz;
        return;
      end if;
    end if;
    return query select 'shown', shown.code, shown.expires_at;
  end if;
end $$;

-- Uses up a coupon at the counter, once, however often it is asked. Answers 'redeemed', 'repeated' (this key has done it), or why not:
-- 'conflict' (the key has redeemed another code), 'unknown' (no such code, or its time is over), 'used', 'over', 'given'.
create function redeem_coupon(_tenant uuid, _code text, _key text, _redemption uuid, _place text, _bill int, _discount int, _by jsonb)
returns table (outcome text, redemption_id uuid) language plpgsql as $$
declare
  before coupon_redemption;
  k coupon_claim;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  -- Whoever repeats a key waits here for the first: the code is gone once it has been redeemed.
  perform pg_advisory_xact_lock(hashtextextended('redeem ' || _tenant || ' ' || _key, 0));
  select * into before from coupon_redemption r where r.tenant_id = _tenant and r.idempotency_key = _key;
  if found then
    return query select case when before.code = _code then 'repeated' else 'conflict' end, before.id;
    return;
  end if;
  select c.* into k from coupon_code v join coupon_claim c on c.tenant_id = v.tenant_id and c.id = v.claim_id
  where v.tenant_id = _tenant and v.code = _code and v.expires_at > clock_timestamp() for no key update of c;
  if not found then
    return query select case when exists (select from coupon_redemption r where r.tenant_id = _tenant and r.code = _code
      and r.state = 'redeemed' and r.redeemed_at > now() - interval '10 minutes') then 'used' else 'unknown' end, null::uuid;
    return;
  end if;
  select * into strict k from coupon_claim c where c.tenant_id = _tenant and c.id = k.id;
  if k.state <> 'held' then
    return query select k.state, null::uuid;
  elsif k.expires_at <= clock_timestamp() then
    return query select 'over', null::uuid;
  elsif k.gift_until > clock_timestamp() then
    return query select 'given', null::uuid;
  else
    insert into coupon_redemption (tenant_id, id, coupon_id, claim_id, idempotency_key, code, place, bill_fen, discount_fen, redeemed_by)
    values (_tenant, _redemption, k.coupon_id, k.id, _key, _code, _place, _bill, _discount, _by);
    update coupon_claim c set state = 'used', redemption_id = _redemption, used_at = clock_timestamp(), gift_until = null
    where c.tenant_id = _tenant and c.id = k.id;
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, redemption_id)
    values (_tenant, gen_random_uuid(), k.coupon_id, k.id, 'used', _redemption);
    delete from coupon_code v where v.tenant_id = _tenant and v.claim_id = k.id;
    return query select 'redeemed', _redemption;
  end if;
end $$;

-- Gives a coupon that was taken by mistake back, within a quarter of an hour and where it was taken. Answers 'undone', 'repeated' (it was
-- undone before), or why not: 'unknown', 'elsewhere', 'late'.
create function undo_redemption(_tenant uuid, _redemption uuid, _place text, _by jsonb) returns text language plpgsql as $$
declare
  _claim uuid;
  r coupon_redemption;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select c.id into _claim from coupon_redemption o join coupon_claim c on c.tenant_id = o.tenant_id and c.id = o.claim_id
  where o.tenant_id = _tenant and o.id = _redemption for no key update of c;
  if _claim is null then
    return 'unknown';
  end if;
  select * into strict r from coupon_redemption o where o.tenant_id = _tenant and o.id = _redemption;
  if r.state = 'undone' then
    return 'repeated';
  elsif r.place <> _place then
    return 'elsewhere';
  elsif r.redeemed_at <= clock_timestamp() - interval '15 minutes' then
    return 'late';
  end if;
  update coupon_redemption o set state = 'undone', undone_by = _by, undone_at = clock_timestamp() where o.tenant_id = _tenant and o.id = _redemption;
  update coupon_claim c set state = 'held', redemption_id = null, used_at = null where c.tenant_id = _tenant and c.id = _claim;
  insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind, redemption_id)
  values (_tenant, gen_random_uuid(), r.coupon_id, _claim, 'returned', _redemption);
  return 'undone';
end $$;
