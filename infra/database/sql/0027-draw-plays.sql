-- How a draw looks, tries that friends bring, seeds kept open after the end, and tries that are settled together.
alter table draw
  add column look text not null default 'wheel' check (look in ('wheel', 'scratch', 'grid')),
  -- tries that each friend who comes through a shopper's link brings, at most so many in all and a day (null: as many a day as there are); 0: none
  add column tries_per_share int not null default 0 check (tries_per_share between 0 and 10),
  add column max_share_tries int not null default 0 check (max_share_tries between 0 and 100),
  add column max_share_tries_daily int,
  -- the seed's 32 bytes, kept open once the draw is over: whoever loses the master key can still show it
  add column seed_revealed bytea check (sha256(seed_revealed) = seed_hash),
  add constraint draw_share_tries check ((tries_per_share = 0) = (max_share_tries = 0) and tries_per_share <= max_share_tries),
  add constraint draw_share_tries_daily check (max_share_tries_daily between 1 and max_share_tries);
-- serves the sweeper that keeps seeds open
create index draw_to_reveal on draw (ends_at) where state = 'published' and seed_revealed is null;

-- As in 0016-lucky-draws.sql, with what is new among the terms.
create or replace function keep_published_draw() returns trigger language plpgsql as $$
begin
  if new.ends_at > old.ends_at or row(new.title, new.rules, new.starts_at, new.tries_total, new.tries_daily, new.address_days, new.state,
      new.published_at, new.seed_hash, new.look, new.tries_per_share, new.max_share_tries, new.max_share_tries_daily)
    is distinct from row(old.title, old.rules, old.starts_at, old.tries_total, old.tries_daily, old.address_days, old.state,
      old.published_at, old.seed_hash, old.look, old.tries_per_share, old.max_share_tries, old.max_share_tries_daily) then
    raise exception 'the draw is published' using errcode = 'XP003';
  end if;
  return new;
end $$;
create trigger draw_share_stands before update of look, tries_per_share, max_share_tries, max_share_tries_daily
  on draw for each row when (old.state = 'published') execute function keep_published_draw();

-- As in 0016-lucky-draws.sql, with what 0024-coupon-wallet.sql has added to a coupon's terms.
create or replace function keep_promised_coupon() returns trigger language plpgsql as $$
declare
  promised bigint;
begin
  if tg_op = 'DELETE' then
    if exists (select from draw_prize p where p.tenant_id = old.tenant_id and p.coupon_id = old.id) then
      raise exception 'a draw names the coupon' using errcode = 'XP004';
    end if;
    return old;
  end if;
  promised := coupons_set_aside(old.tenant_id, old.id);
  if promised > 0 and (new.total < new.claimed + promised or row(new.kind, new.amount_fen, new.percent_off, new.max_off_fen,
      new.threshold_fen, new.category_id, new.product_ids, new.stackable, new.giftable, new.starts_at, new.ends_at)
    is distinct from row(old.kind, old.amount_fen, old.percent_off, old.max_off_fen, old.threshold_fen, old.category_id, old.product_ids,
      old.stackable, old.giftable, old.starts_at, old.ends_at)) then
    raise exception 'a draw has promised the coupon' using errcode = 'XP004';
  end if;
  return new;
end $$;
create trigger coupon_promised_whole before update of product_ids, stackable, giftable
  on coupon for each row execute function keep_promised_coupon();

-- A try that was brought by a friend; the others are those every shopper has.
alter table draw_entry add column by_share boolean not null default false;

-- How many tries friends have brought a shopper: the sum of draw_help rows, on one row that those who help at once wait at.
create table draw_sharer (
  tenant_id uuid not null,
  draw_id uuid not null,
  shopper_id uuid not null,
  tries int not null default 0 check (tries >= 0),
  primary key (tenant_id, draw_id, shopper_id),
  foreign key (tenant_id, draw_id) references draw (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
) with (fillfactor = 80);
call platform.lock_tenant_table('draw_sharer');

-- Who has brought whom tries. The key lets a shopper help once in a draw, whomever.
create table draw_help (
  tenant_id uuid not null,
  draw_id uuid not null,
  helper_id uuid not null,
  sharer_id uuid not null check (sharer_id <> helper_id),
  tries int not null check (tries > 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, draw_id, helper_id),
  foreign key (tenant_id, draw_id, sharer_id) references draw_sharer (tenant_id, draw_id, shopper_id),
  foreign key (tenant_id, helper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('draw_help', true);
-- serves what friends have brought a shopper today
create index draw_help_by_sharer on draw_help (tenant_id, draw_id, sharer_id);

-- A shopper came through another's link. Answers 'given', 'repeated' (the same two again), or why not: 'unknown', 'no_sharer', 'off' (this draw has no
-- such tries), 'own', 'helped' (somebody else), 'not_yet', 'over', 'full', 'full_today'.
create function help_draw(_tenant uuid, _draw uuid, _helper uuid, _sharer uuid) returns text language plpgsql as $$
declare
  d draw;
  before uuid;
  gained int;
  gained_today int;
  given int;
  moment timestamptz;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into d from draw where tenant_id = _tenant and id = _draw and state = 'published';
  if not found then
    return 'unknown';
  elsif d.tries_per_share = 0 then
    return 'off';
  elsif _helper = _sharer then
    return 'own';
  elsif not exists (select from shopper s where s.tenant_id = _tenant and s.id = _sharer) then
    return 'no_sharer';
  end if;
  -- First the sharer's row: whoever helps the same shopper waits here, so that limits are exact.
  insert into draw_sharer (tenant_id, draw_id, shopper_id) values (_tenant, _draw, _sharer) on conflict do nothing;
  select s.tries into strict gained from draw_sharer s
  where s.tenant_id = _tenant and s.draw_id = _draw and s.shopper_id = _sharer for no key update;
  select h.sharer_id into before from draw_help h where h.tenant_id = _tenant and h.draw_id = _draw and h.helper_id = _helper;
  if found then
    return case when before = _sharer then 'repeated' else 'helped' end;
  end if;
  moment := clock_timestamp();
  if d.ends_at <= moment then
    return 'over';
  elsif d.starts_at > moment then
    return 'not_yet';
  end if;
  select coalesce(sum(h.tries), 0) into gained_today from draw_help h
  where h.tenant_id = _tenant and h.draw_id = _draw and h.sharer_id = _sharer
    and (h.created_at at time zone 'Asia/Shanghai')::date = (moment at time zone 'Asia/Shanghai')::date;
  given := least(d.tries_per_share, d.max_share_tries - gained, d.max_share_tries_daily - gained_today);
  if given <= 0 then
    return case when gained >= d.max_share_tries then 'full' else 'full_today' end;
  end if;
  insert into draw_help (tenant_id, draw_id, helper_id, sharer_id, tries, created_at)
  values (_tenant, _draw, _helper, _sharer, given, moment) on conflict (tenant_id, draw_id, helper_id) do nothing;
  if not found then
    -- meanwhile, through somebody else's link
    return 'helped';
  end if;
  update draw_sharer s set tries = s.tries + given where s.tenant_id = _tenant and s.draw_id = _draw and s.shopper_id = _sharer;
  return 'given';
end $$;

-- A try as the shopper who made it sees it. `rolled` is the prize of the roll, `delivery` null without goods.
create function draw_entry_json(entry draw_entry, got draw_prize, rolled draw_prize, delivery draw_delivery) returns jsonb language sql stable as $$
  select jsonb_build_object('number', entry.number, 'roll', entry.roll,
    'prize', jsonb_build_object('position', got.position, 'kind', got.kind, 'title', got.title, 'imageUrl', got.image_url),
    'missed', case when entry.rolled <> entry.position then jsonb_build_object('position', rolled.position, 'title', rolled.title) end,
    'claimId', entry.claim_id, 'createdAt', entry.created_at,
    'delivery', case when delivery.number is not null then jsonb_build_object(
      'state', case when delivery.sent_at is not null then 'sent' when delivery.address is not null then 'ready'
        when delivery.address_due_at <= now() then 'lapsed' else 'waiting' end,
      'addressDueAt', delivery.address_due_at, 'address', delivery.address, 'parcel', delivery.parcel) end)
$$;

-- Tries that arrive together, settled in their order under one lock of the draw's row; each counter is written once, and the tries get the
-- same numbers, rolls and prizes as if they had come one by one. Takes the place of enter_draw. A shopper's own tries go before those that
-- friends have brought, which no daily limit concerns. Answers for each place 'entered' with the entry, 'repeated' with its number (this
-- key has entered before), or why not: 'conflict' (the key has entered another draw), 'unknown', 'not_yet', 'over', 'no_tries',
-- 'no_tries_today'. Locks the draw, then its prizes, then coupons by id.
-- Index scans whatever the statistics say: plans are kept while tables grow by thousands of rows a second.
create function enter_draw_batch(
  _tenant uuid, _draw uuid, _shoppers uuid[], _keys text[], _claims uuid[], _seed bytea, _inner bytea, _outer bytea
) returns table (place int, outcome text, entry_number int, entry jsonb) language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
  d draw;
  moment timestamptz;
  refused text;
  -- by place
  outcomes text[];
  numbers int[];
  -- those that entered, in the order of their numbers
  entered draw_entry[];
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into d from draw where tenant_id = _tenant and id = _draw for no key update;
  if not found or d.state <> 'published' then
    return query select n, 'unknown', null::int, null::jsonb from generate_series(1, cardinality(_keys)) n;
    return;
  end if;
  if d.seed_hash <> sha256(_seed) then
    raise exception 'this is not the seed of draw %', _draw;
  end if;
  moment := clock_timestamp();
  refused := case when d.ends_at <= moment then 'over' when d.starts_at > moment then 'not_yet' end;

  with asked as (
    select a.place, a.shopper_id, a.key, a.claim_id, b.draw_id as before_draw, b.number as before_number,
      row_number() over (partition by a.shopper_id, a.key order by a.place) as hand
    from unnest(_shoppers, _keys, _claims) with ordinality as a (shopper_id, key, claim_id, place)
    left join lateral (
      select e.draw_id, e.number from draw_entry e where e.tenant_id = _tenant and e.shopper_id = a.shopper_id and e.idempotency_key = a.key
    ) b on true
  ), fresh as (
    select f.place, f.shopper_id, f.key, f.claim_id, row_number() over (partition by f.shopper_id order by f.place) as nth
    from asked f where f.before_draw is null and f.hand = 1
  ), allowed as (
    select s.shopper_id, d.tries_total - t.own as own, d.tries_daily - t.own_today as own_today, coalesce(h.tries, 0) - t.shared as shared
    from (select distinct shopper_id from fresh) s
    cross join lateral (
      select count(*) filter (where not e.by_share) as own, count(*) filter (where e.by_share) as shared,
        count(*) filter (where not e.by_share
          and (e.created_at at time zone 'Asia/Shanghai')::date = (moment at time zone 'Asia/Shanghai')::date) as own_today
      from draw_entry e where e.tenant_id = _tenant and e.draw_id = _draw and e.shopper_id = s.shopper_id
    ) t
    left join draw_sharer h on h.tenant_id = _tenant and h.draw_id = _draw and h.shopper_id = s.shopper_id
  ), judged as (
    select f.place, f.shopper_id, f.key, f.claim_id, f.nth > least(l.own, l.own_today) as by_share,
      case when refused is not null then refused when f.nth <= least(l.own, l.own_today) + l.shared then 'entered'
        when l.own_today < l.own then 'no_tries_today' else 'no_tries' end as outcome
    from fresh f join allowed l on l.shopper_id = f.shopper_id
  ), numbered as materialized (
    select j.*, n.number, draw_roll(_inner, _outer, _draw::text || ':' || n.number) as roll
    from judged j join (
      select q.place, d.entries + row_number() over (order by q.place)::int as number from judged q where q.outcome = 'entered'
    ) n on n.place = j.place
  ), prizes as materialized (
    select p.position, p.kind, p.total - p.awarded as remaining, sum(p.weight_ppm) over (order by p.position) as up_to, p.weight_ppm,
      first_value(p.position) over (order by p.kind = 'thanks' desc) as thanks
    from draw_prize p where p.tenant_id = _tenant and p.draw_id = _draw
  ), dealt as (
    select n.*, p.position as rolled,
      case when row_number() over (partition by p.position order by n.number) > p.remaining then p.thanks else p.position end as position
    from numbered n left join prizes p on n.roll < p.up_to and n.roll >= p.up_to - p.weight_ppm
  )
  select array_agg(coalesce(
      case when a.before_draw = _draw then 'repeated' when a.before_draw is not null then 'conflict' end,
      case when a.hand > 1 and j.outcome = 'entered' then 'repeated' else j.outcome end) order by a.place),
    array_agg(case when a.before_draw is null or a.before_draw = _draw then coalesce(a.before_number, g.number) end order by a.place),
    array_agg((_tenant, _draw, g.number, g.shopper_id, g.key, g.roll, g.rolled, g.position, case when p.kind = 'coupon' then g.claim_id end,
      moment, g.by_share)::draw_entry order by g.number) filter (where g.number is not null and a.hand = 1)
  into outcomes, numbers, entered
  from asked a
  left join judged j on j.shopper_id = a.shopper_id and j.key = a.key
  left join dealt g on g.shopper_id = a.shopper_id and g.key = a.key
  left join prizes p on p.position = g.position;

  if entered is not null then
    update draw set entries = d.entries + cardinality(entered) where tenant_id = _tenant and id = _draw;
    update draw_prize p set awarded = p.awarded + g.won
    from (select e.position, count(*)::int as won from unnest(entered) e group by e.position) g
    where p.tenant_id = _tenant and p.draw_id = _draw and p.position = g.position;
    if exists (select from unnest(entered) e where e.claim_id is not null) then
      perform win_coupons(entered);
    end if;
    insert into draw_entry (tenant_id, draw_id, number, shopper_id, idempotency_key, roll, rolled, position, claim_id, created_at, by_share)
    select e.tenant_id, e.draw_id, e.number, e.shopper_id, e.idempotency_key, e.roll, e.rolled, e.position, e.claim_id, e.created_at, e.by_share
    from unnest(entered) e;
    insert into draw_delivery (tenant_id, draw_id, number, address_due_at)
    select _tenant, _draw, e.number, moment + make_interval(days => d.address_days)
    from unnest(entered) e join draw_prize p on p.tenant_id = _tenant and p.draw_id = _draw and p.position = e.position
    where p.kind = 'goods';
  end if;
  return query
    select t.place::int, t.outcome, t.number, case when t.outcome = 'entered' then draw_entry_json(e, p, m, v) end
    from unnest(outcomes, numbers) with ordinality as t (outcome, number, place)
    left join unnest(entered) e on e.number = t.number and t.outcome = 'entered'
    left join draw_prize p on p.tenant_id = _tenant and p.draw_id = _draw and p.position = e.position
    left join draw_prize m on m.tenant_id = _tenant and m.draw_id = _draw and m.position = e.rolled
    left join draw_delivery v on p.kind = 'goods' and v.tenant_id = _tenant and v.draw_id = _draw and v.number = e.number
    order by t.place;
end $$;

-- The coupons of entries that won one, into the wallets. The keys of their claims have a blank, which no shopper can send.
create function win_coupons(_entered draw_entry[]) returns void language plpgsql as $$
declare
  _tenant uuid := _entered[1].tenant_id;
begin
  perform 1 from coupon c where c.tenant_id = _tenant and c.id in (
    select p.coupon_id from unnest(_entered) e join draw_prize p on p.tenant_id = _tenant and p.draw_id = e.draw_id and p.position = e.position
    where e.claim_id is not null)
  order by c.id for no key update;
  update coupon c set claimed = c.claimed + g.won
  from (
    select p.coupon_id, count(*)::int as won
    from unnest(_entered) e join draw_prize p on p.tenant_id = _tenant and p.draw_id = e.draw_id and p.position = e.position
    where e.claim_id is not null group by p.coupon_id
  ) g
  where c.tenant_id = _tenant and c.id = g.coupon_id;
  insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
  select _tenant, e.claim_id, c.id, e.shopper_id, 'draw ' || e.draw_id || ' ' || e.number, c.ends_at
  from unnest(_entered) e join draw_prize p on p.tenant_id = _tenant and p.draw_id = e.draw_id and p.position = e.position
  join coupon c on c.tenant_id = _tenant and c.id = p.coupon_id
  where e.claim_id is not null;
  insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind)
  select _tenant, gen_random_uuid(), p.coupon_id, e.claim_id, 'claimed'
  from unnest(_entered) e join draw_prize p on p.tenant_id = _tenant and p.draw_id = e.draw_id and p.position = e.position
  where e.claim_id is not null;
end $$;

drop function enter_draw;
