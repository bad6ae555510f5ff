-- Draws that can be checked: terms and the hash of a seed are published together and stand still from then on; entry n of a draw is rolled by
-- HMAC-SHA256(seed, '<draw>:<n>'), and after the end the seed itself is shown.
create table draw (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  -- what the merchant adds to the rules every draw has
  rules text not null default '',
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at >= starts_at),
  -- per shopper; null: as many a day as there are
  tries_total int not null check (tries_total between 1 and 100),
  tries_daily int check (tries_daily between 1 and tries_total),
  -- how long a winner of goods may take to say where they go
  address_days int not null check (address_days between 1 and 60),
  -- a published one is planned, running or over by the clock
  state text not null default 'draft' check (state in ('draft', 'published')),
  published_at timestamptz,
  -- ended by hand, which moved ends_at
  stopped_at timestamptz,
  -- SHA-256 of the seed's 32 bytes, and the seed sealed by the programs' master key
  seed_hash bytea check (length(seed_hash) = 32),
  seed_sealed bytea,
  -- the number of its draw_entry rows and the last one's number
  entries int not null default 0 check (entries >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check ((state = 'published') = (published_at is not null)),
  check ((state = 'published') = (seed_hash is not null)),
  check ((state = 'published') = (seed_sealed is not null))
) with (fillfactor = 80);
call platform.lock_tenant_table('draw');
-- serves what shoppers are shown
create index draw_by_end on draw (tenant_id, ends_at) where state = 'published';

-- What can be won, in the published order. `awarded` is the number of draw_entry rows that got it; the check is the last guard against a prize too many.
create table draw_prize (
  tenant_id uuid not null,
  draw_id uuid not null,
  position int not null check (position between 1 and 12),
  kind text not null check (kind in ('coupon', 'goods', 'thanks')),
  title text not null,
  image_url text,
  -- of kind coupon
  coupon_id uuid,
  -- of kind goods; 50,000 yuan is the most a prize of a draw may be worth
  value_fen int check (value_fen between 1 and 5000000),
  weight_ppm int not null check (weight_ppm between 0 and 1000000),
  -- null for thanks, which everybody gets whose prize is used up
  total int check (total between 1 and 10000000),
  awarded int not null default 0 check (awarded >= 0 and awarded <= total),
  primary key (tenant_id, draw_id, position),
  foreign key (tenant_id, draw_id) references draw (tenant_id, id) on delete cascade,
  foreign key (tenant_id, coupon_id) references coupon (tenant_id, id),
  check ((kind = 'coupon') = (coupon_id is not null)),
  check ((kind = 'goods') = (value_fen is not null)),
  check ((kind = 'thanks') = (total is null))
) with (fillfactor = 80);
call platform.lock_tenant_table('draw_prize');
create unique index draw_prize_thanks on draw_prize (tenant_id, draw_id) where kind = 'thanks';
-- serves what is set aside of a coupon
create index draw_prize_by_coupon on draw_prize (tenant_id, coupon_id) where coupon_id is not null;

-- Every try, numbered without a gap. `rolled` is the prize of the roll; `position` what it got, which is thanks when that prize was used up.
create table draw_entry (
  tenant_id uuid not null,
  draw_id uuid not null,
  number int not null check (number >= 1),
  shopper_id uuid not null,
  idempotency_key text not null,
  roll int not null check (roll between 0 and 999999),
  rolled int not null,
  position int not null,
  claim_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, draw_id, number),
  unique (tenant_id, shopper_id, idempotency_key),
  foreign key (tenant_id, draw_id, rolled) references draw_prize (tenant_id, draw_id, position),
  foreign key (tenant_id, draw_id, position) references draw_prize (tenant_id, draw_id, position),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  foreign key (tenant_id, claim_id) references coupon_claim (tenant_id, id)
);
call platform.lock_tenant_table('draw_entry', true);
-- serves a shopper's tries
create index draw_entry_by_shopper on draw_entry (tenant_id, draw_id, shopper_id);

-- Goods on their way to a winner: waiting for an address (lapsed once that is due, told by the clock), ready, sent.
create table draw_delivery (
  tenant_id uuid not null,
  draw_id uuid not null,
  number int not null,
  address_due_at timestamptz not null,
  address jsonb,
  addressed_at timestamptz,
  -- company and number, as the merchant wrote them
  parcel jsonb,
  sent_at timestamptz,
  primary key (tenant_id, draw_id, number),
  foreign key (tenant_id, draw_id, number) references draw_entry (tenant_id, draw_id, number),
  check ((address is null) = (addressed_at is null)),
  check (sent_at is null or (address is not null and parcel is not null))
) with (fillfactor = 80);
call platform.lock_tenant_table('draw_delivery');

-- Published terms stand still, whoever writes: a draw may only end earlier.
create function keep_published_draw() returns trigger language plpgsql as $$
begin
  if new.ends_at > old.ends_at or row(new.title, new.rules, new.starts_at, new.tries_total, new.tries_daily, new.address_days, new.state,
      new.published_at, new.seed_hash) is distinct from row(old.title, old.rules, old.starts_at, old.tries_total, old.tries_daily,
      old.address_days, old.state, old.published_at, old.seed_hash) then
    raise exception 'the draw is published' using errcode = 'XP003';
  end if;
  return new;
end $$;
create trigger draw_stands before update of title, rules, starts_at, ends_at, tries_total, tries_daily, address_days, state, published_at, seed_hash
  on draw for each row when (old.state = 'published') execute function keep_published_draw();

create function keep_published_prize() returns trigger language plpgsql as $$
begin
  if exists (select from draw d where d.tenant_id = coalesce(new.tenant_id, old.tenant_id) and d.id = coalesce(new.draw_id, old.draw_id)
      and d.state = 'published') then
    raise exception 'the draw is published' using errcode = 'XP003';
  end if;
  return coalesce(new, old);
end $$;
create trigger draw_prize_stands before insert or delete or update of draw_id, position, kind, title, image_url, coupon_id, value_fen, weight_ppm, total
  on draw_prize for each row execute function keep_published_prize();

-- How many of a coupon are set aside for draws that run or will. A minute longer than a draw lasts, so that a try made in its last moment
-- (no statement lives a quarter of that) finds its coupon.
create function coupons_set_aside(_tenant uuid, _coupon uuid) returns bigint language sql volatile as $$
  select coalesce(sum(p.total - p.awarded), 0) from draw_prize p
  join draw d on d.tenant_id = p.tenant_id and d.id = p.draw_id
  where p.tenant_id = _tenant and p.coupon_id = _coupon and d.state = 'published' and d.ends_at > clock_timestamp() - interval '1 minute'
$$;

-- What a draw has promised is kept: the coupon's terms stand still while some are set aside, and it stays as long as a draw names it.
create function keep_promised_coupon() returns trigger language plpgsql as $$
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
      new.threshold_fen, new.category_id, new.starts_at, new.ends_at) is distinct from row(old.kind, old.amount_fen, old.percent_off,
      old.max_off_fen, old.threshold_fen, old.category_id, old.starts_at, old.ends_at)) then
    raise exception 'a draw has promised the coupon' using errcode = 'XP004';
  end if;
  return new;
end $$;
create trigger coupon_promised before delete or update of kind, amount_fen, percent_off, max_off_fen, threshold_fen, category_id, starts_at, ends_at, total
  on coupon for each row execute function keep_promised_coupon();

-- As in 0012-promotions.sql, and: what is set aside for draws is not handed out.
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
  elsif (select count(*) from coupon_claim k where k.tenant_id = _tenant and k.coupon_id = _coupon and k.shopper_id = _shopper) >= c.per_shopper then
    return query select 'limit', null::uuid;
  else
    update coupon set claimed = claimed + 1 where tenant_id = _tenant and id = _coupon;
    insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
    values (_tenant, _claim, _coupon, _shopper, _key, c.ends_at);
    insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind) values (_tenant, gen_random_uuid(), _coupon, _claim, 'claimed');
    return query select case when free = 1 then 'last' else 'claimed' end, _claim;
  end if;
end $$;

-- HMAC-SHA256 of a message, mapped to 0…999,999 without bias: of the digest's eight 32-bit words (big-endian) the first below 4,294,000,000 counts,
-- modulo 1,000,000; should none be, the message is rolled again with ':1', ':2' … behind it. `_inner` and `_outer` are the key, filled with
-- noughts to 64 bytes and combined with 0x36… and 0x5c… (RFC 2104); so no extension is needed. The same as rollOf in commerce/src/draws/draw-roll.ts.
create function draw_roll(_inner bytea, _outer bytea, _message text) returns int language plpgsql immutable as $$
declare
  digest bytea;
  word bigint;
  round int := 0;
begin
  loop
    digest := sha256(_outer || sha256(_inner || convert_to(case when round = 0 then _message else _message || ':' || round end, 'UTF8')));
    for place in 0..7 loop
      word := (get_byte(digest, place * 4)::bigint << 24) | (get_byte(digest, place * 4 + 1) << 16)
        | (get_byte(digest, place * 4 + 2) << 8) | get_byte(digest, place * 4 + 3);
      if word < 4294000000 then
        return (word % 1000000)::int;
      end if;
    end loop;
    round := round + 1;
  end loop;
end $$;

-- One try. Whoever enters the same draw waits at its row, so that numbers have no gap and counts are true for the next; the coupon's row comes
-- after the draw's, here and when a draw is published. The roll is made here, under that lock: one message there and back, and a number is never
-- taken without its prize. Answers 'entered', 'repeated' (this key has entered before), or why not: 'conflict' (the key has entered another
-- draw), 'unknown', 'not_yet', 'over', 'no_tries', 'no_tries_today'.
create function enter_draw(_tenant uuid, _draw uuid, _shopper uuid, _key text, _claim uuid, _seed bytea, _inner bytea, _outer bytea)
returns table (outcome text, entry_number int) language plpgsql as $$
declare
  d draw;
  before draw_entry;
  prize draw_prize;
  got draw_prize;
  moment timestamptz;
  today date;
  tries int;
  tries_today int;
  entry int;
  rolled_number int;
  coupon_end timestamptz;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  select * into d from draw where tenant_id = _tenant and id = _draw for no key update;
  if not found or d.state <> 'published' then
    return query select 'unknown', null::int;
    return;
  end if;
  select * into before from draw_entry e where e.tenant_id = _tenant and e.shopper_id = _shopper and e.idempotency_key = _key;
  if found then
    return query select case when before.draw_id = _draw then 'repeated' else 'conflict' end, before.number;
    return;
  end if;
  if d.seed_hash <> sha256(_seed) then
    raise exception 'this is not the seed of draw %', _draw;
  end if;
  moment := clock_timestamp();
  today := (moment at time zone 'Asia/Shanghai')::date;
  select count(*), count(*) filter (where (e.created_at at time zone 'Asia/Shanghai')::date = today) into tries, tries_today
  from draw_entry e where e.tenant_id = _tenant and e.draw_id = _draw and e.shopper_id = _shopper;
  if d.ends_at <= moment then
    return query select 'over', null::int;
  elsif d.starts_at > moment then
    return query select 'not_yet', null::int;
  elsif tries >= d.tries_total then
    return query select 'no_tries', null::int;
  elsif tries_today >= d.tries_daily then
    return query select 'no_tries_today', null::int;
  else
    entry := d.entries + 1;
    rolled_number := draw_roll(_inner, _outer, _draw::text || ':' || entry);
    select p.* into strict prize from draw_prize p where p.tenant_id = _tenant and p.draw_id = _draw and rolled_number < (
      select sum(q.weight_ppm) from draw_prize q where q.tenant_id = _tenant and q.draw_id = _draw and q.position <= p.position)
    order by p.position limit 1;
    got := prize;
    if prize.awarded >= prize.total then
      select p.* into strict got from draw_prize p where p.tenant_id = _tenant and p.draw_id = _draw and p.kind = 'thanks';
    end if;
    update draw set entries = entry where tenant_id = _tenant and id = _draw;
    update draw_prize p set awarded = p.awarded + 1 where p.tenant_id = _tenant and p.draw_id = _draw and p.position = got.position;
    if got.kind = 'coupon' then
      update coupon c set claimed = c.claimed + 1 where c.tenant_id = _tenant and c.id = got.coupon_id returning c.ends_at into strict coupon_end;
      -- no shopper can send a key with a blank
      insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
      values (_tenant, _claim, got.coupon_id, _shopper, 'draw ' || _draw || ' ' || entry, coupon_end);
      insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind) values (_tenant, gen_random_uuid(), got.coupon_id, _claim, 'claimed');
    end if;
    insert into draw_entry (tenant_id, draw_id, number, shopper_id, idempotency_key, roll, rolled, position, claim_id, created_at)
    values (_tenant, _draw, entry, _shopper, _key, rolled_number, prize.position, got.position,
      case when got.kind = 'coupon' then _claim end, moment);
    if got.kind = 'goods' then
      insert into draw_delivery (tenant_id, draw_id, number, address_due_at)
      values (_tenant, _draw, entry, moment + make_interval(days => d.address_days));
    end if;
    return query select 'entered', entry;
  end if;
end $$;
