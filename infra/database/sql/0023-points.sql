-- What a merchant promises members. No row, or one that is not enabled: the shop has no membership.
create table membership_programme (
  tenant_id uuid not null primary key,
  enabled boolean not null,
  -- earned for each yuan paid for goods
  points_per_yuan int not null check (points_per_yuan between 0 and 1000),
  -- what one yuan off costs at checkout, and how much of the goods may be paid like this; 0: nothing
  points_per_yuan_off int not null check (points_per_yuan_off between 1 and 100000),
  most_percent int not null check (most_percent between 0 and 100),
  -- null: for ever
  valid_months int check (valid_months between 1 and 60),
  -- for the first, second, … day in a row; the last holds from then on. Empty: no signing in
  sign_in_points int[] not null default '{}',
  -- ascending: [{id, name, fromFen, percentOff, multiplierPercent}]
  tiers jsonb not null default '[]',
  -- the first day of the month that the monthly job has dealt with, in China
  swept_month date not null default date_trunc('month', now() at time zone 'Asia/Shanghai')::date,
  updated_at timestamptz not null default now()
);
call platform.lock_tenant_table('membership_programme');

-- What a shop knows of a member. growth_fen repeats what order_earning says, so that checkout reads one row.
create table shopper_membership (
  tenant_id uuid not null,
  shopper_id uuid not null,
  growth_fen int not null default 0 check (growth_fen >= 0),
  -- taken back for a refund when they were spent already: collected from what comes next
  points_owed int not null default 0 check (points_owed >= 0),
  -- the tier when growth changed last, and since when it is that one
  tier_id uuid,
  tier_since timestamptz,
  sign_in_day date,
  sign_in_streak int not null default 0 check (sign_in_streak >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
) with (fillfactor = 80);
call platform.lock_tenant_table('shopper_membership');
-- serves the merchant's list, of a tier or of all
create index shopper_membership_by_growth on shopper_membership (tenant_id, growth_fen desc, shopper_id desc);

create table sign_in (
  tenant_id uuid not null,
  shopper_id uuid not null,
  -- in China
  day date not null,
  streak int not null check (streak >= 1),
  points int not null check (points >= 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, day),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('sign_in', true);

-- What a paid order earns, by the rules that held when it was paid. `points` and `growth_fen` are what is left of it after refunds.
create table order_earning (
  tenant_id uuid not null,
  order_id uuid not null,
  shopper_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'earned', 'void')),
  points_per_yuan int not null,
  multiplier_percent int not null,
  points int not null default 0 check (points >= 0),
  growth_fen int not null default 0 check (growth_fen >= 0),
  -- goods are under way: it is earned then, should nobody confirm them
  due_at timestamptz,
  earned_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  check ((state = 'earned') = (earned_at is not null))
) with (fillfactor = 80);
call platform.lock_tenant_table('order_earning');
-- serves growth, and what a member may still expect
create index order_earning_by_shopper on order_earning (tenant_id, shopper_id, state, earned_at);
-- serves the sweeper
create index order_earning_due on order_earning (due_at) where state = 'waiting';

-- The highest tier that this growth reaches; null below the first.
create function tier_of(_tiers jsonb, _growth int) returns jsonb language sql immutable as $$
  select tier from jsonb_array_elements(_tiers) as tier where (tier ->> 'fromFen')::int <= _growth
  order by (tier ->> 'fromFen')::int desc limit 1
$$;

-- Orders count towards growth from the first of the month a year ago: a tier falls at the turn of a month and never in between.
create function growth_begins() returns timestamptz language sql stable as $$
  select (date_trunc('month', now() at time zone 'Asia/Shanghai') - interval '12 months') at time zone 'Asia/Shanghai'
$$;

-- What the shopper has paid for goods and keeps, in fen: neither postage, nor bonus, which the shop gave, nor what was given back.
create function kept_goods_fen(o shop_order) returns int language sql immutable as $$
  select case when o.state = 'refunded' or o.total_fen = 0 then 0
    else (greatest(0, o.total_fen - o.shipping_fen - o.bonus_fen)::bigint * (o.total_fen - o.refunded_fen) / o.total_fen)::int end
$$;

-- No order earns more than ten million: what many of them bring still fits into an account, so that none is ever kept from being paid.
create function points_for(_fen int, _per_yuan int, _multiplier_percent int) returns int language sql immutable as $$
  select least(_fen::bigint * _per_yuan * _multiplier_percent / 10000, 10000000)::int
$$;

-- How many points have come before a moment and are still there: what is spent first is what came first. Points that an order or a
-- refund gave back are as old as they were when they were spent.
create function points_left_of(_tenant uuid, _shopper uuid, _before timestamptz) returns int language sql stable as $$
  select greatest(0,
    coalesce(sum(delta) filter (where delta > 0 and reason not in ('order_closed', 'refund') and created_at < _before), 0)
    + coalesce(sum(delta) filter (where delta < 0 or reason in ('order_closed', 'refund')), 0))::int
  from account_entry where tenant_id = _tenant and shopper_id = _shopper and kind = 'points'
$$;

-- Nobody moves the membership until the transaction ends. Whoever locks accounts as well does it in the order balance, bonus,
-- membership, points.
create function lock_membership(_tenant uuid, _shopper uuid) returns shopper_membership language plpgsql as $$
declare
  m shopper_membership;
begin
  insert into shopper_membership (tenant_id, shopper_id) values (_tenant, _shopper) on conflict do nothing;
  select * into m from shopper_membership where tenant_id = _tenant and shopper_id = _shopper for no key update;
  return m;
end $$;

-- Takes points back, as far as they are there; the rest is owed. With 0 it collects what is owed from before. Once per reference.
create function collect_points(_tenant uuid, _shopper uuid, _points int, _reference uuid) returns void language plpgsql as $$
declare
  m shopper_membership := lock_membership(_tenant, _shopper);
  due int := m.points_owed + _points;
  taken int;
begin
  if due = 0 then
    return;
  end if;
  select least(due, a.amount) into taken from shopper_account a
  where a.tenant_id = _tenant and a.shopper_id = _shopper and a.kind = 'points' for no key update;
  taken := coalesce(taken, 0);
  if taken > 0 and not move_account(_tenant, _shopper, 'points', -taken, 'earned_back', _reference) then
    taken := 0;
  end if;
  update shopper_membership set points_owed = due - taken, updated_at = now() where tenant_id = _tenant and shopper_id = _shopper;
end $$;

-- Gives points, and keeps what is owed. Answers whether it gave them.
create function give_points(_tenant uuid, _shopper uuid, _points int, _reason text, _reference uuid, _note text default null)
returns boolean language plpgsql as $$
begin
  perform lock_membership(_tenant, _shopper);
  if not move_account(_tenant, _shopper, 'points', _points, _reason, _reference, _note) then
    return false;
  end if;
  perform collect_points(_tenant, _shopper, 0, _reference);
  return true;
end $$;

-- Growth and tier as the orders say.
create function refresh_membership(_tenant uuid, _shopper uuid) returns void language plpgsql as $$
declare
  m shopper_membership := lock_membership(_tenant, _shopper);
  growth int;
  tier uuid;
begin
  select least(coalesce(sum(e.growth_fen), 0), 2000000000)::int into growth from order_earning e
  where e.tenant_id = _tenant and e.shopper_id = _shopper and e.state = 'earned' and e.earned_at >= growth_begins();
  select (tier_of(p.tiers, growth) ->> 'id')::uuid into tier from membership_programme p where p.tenant_id = _tenant;
  update shopper_membership set growth_fen = growth, tier_id = tier, updated_at = now(),
    tier_since = case when tier is distinct from m.tier_id then now() else tier_since end
  where tenant_id = _tenant and shopper_id = _shopper;
end $$;

-- A waiting order earns. Whoever calls holds the order's row.
create function earn_points(_tenant uuid, _order uuid) returns void language plpgsql as $$
declare
  o shop_order;
  e order_earning;
  kept int;
begin
  select * into e from order_earning where tenant_id = _tenant and order_id = _order and state = 'waiting' for no key update;
  if not found then
    return;
  end if;
  select * into o from shop_order where tenant_id = _tenant and id = _order;
  kept := kept_goods_fen(o);
  perform lock_membership(_tenant, e.shopper_id);
  update order_earning set state = 'earned', earned_at = now(), due_at = null, growth_fen = kept,
    points = points_for(kept, e.points_per_yuan, e.multiplier_percent)
  where tenant_id = _tenant and order_id = _order returning * into e;
  perform give_points(_tenant, e.shopper_id, e.points, 'earned', _order);
  perform refresh_membership(_tenant, e.shopper_id);
end $$;

-- What is over its time is earned. Answers whether this call did it.
create function earn_due_points(_tenant uuid, _order uuid) returns boolean language plpgsql as $$
begin
  perform 1 from shop_order where tenant_id = _tenant and id = _order and state = 'paid' for no key update;
  if not found or not exists (
    select from order_earning where tenant_id = _tenant and order_id = _order and state = 'waiting' and due_at <= now()
  ) then
    return false;
  end if;
  perform earn_points(_tenant, _order);
  return true;
end $$;

-- Money of an order went back: so do the points it was paid with, and those it earned.
create function points_follow_refund(_before shop_order, _after shop_order) returns void language plpgsql as $$
declare
  e order_earning;
  returned int;
  kept int := kept_goods_fen(_after);
  back int := 0;
  reference uuid;
begin
  -- By shares of everything given back so far, so that the parts add up to the whole.
  returned := case when _after.state = 'refunded' then _after.points_spent
      else (_after.points_spent::bigint * _after.refunded_fen / greatest(_after.total_fen, 1))::int end
    - case when _before.state = 'refunded' then _before.points_spent
      else (_before.points_spent::bigint * _before.refunded_fen / greatest(_before.total_fen, 1))::int end;
  update order_earning set state = 'void', due_at = null
  where tenant_id = _after.tenant_id and order_id = _after.id and state = 'waiting' and _after.state = 'refunded';
  select * into e from order_earning where tenant_id = _after.tenant_id and order_id = _after.id and state = 'earned' for no key update;
  if found then
    back := e.points - points_for(kept, e.points_per_yuan, e.multiplier_percent);
  end if;
  if e.order_id is null and returned = 0 then
    return;
  end if;

  -- The refund that this transaction settles; each is named once.
  select r.id into reference from refund r
  where r.tenant_id = _after.tenant_id and r.order_id = _after.id and r.state = 'succeeded' and r.updated_at = now() and not exists (
    select from account_entry a where a.tenant_id = r.tenant_id and a.kind = 'points' and a.reference_id = r.id
      and a.reason in ('refund', 'earned_back'))
  order by r.id limit 1;
  reference := coalesce(reference, md5('refund ' || _after.id || ' ' || _after.refunded_fen)::uuid);
  perform lock_membership(_after.tenant_id, _after.shopper_id);
  if returned > 0 then
    perform move_account(_after.tenant_id, _after.shopper_id, 'points', returned, 'refund', reference);
  end if;
  perform collect_points(_after.tenant_id, _after.shopper_id, back, reference);
  if e.order_id is not null then
    update order_earning set points = e.points - back, growth_fen = kept where tenant_id = e.tenant_id and order_id = e.order_id;
    perform refresh_membership(e.tenant_id, e.shopper_id);
  end if;
end $$;

-- Points follow their order in the statement that moves it, so that no crash can part them.
-- Earned when paid: what is eaten here or taken away. When handed over: what is fetched, and appointments. Else when received, or fifteen
-- days after it was sent, should nobody say so.
create function points_follow_order() returns trigger language plpgsql as $$
begin
  if new.state = 'closed' and old.state = 'pending' and new.points_spent > 0 then
    perform give_points(new.tenant_id, new.shopper_id, new.points_spent, 'order_closed', new.id);
  end if;
  -- Money paid in beforehand earns when it is spent.
  if new.state = 'paid' and old.state = 'pending' and new.purpose = 'goods' then
    insert into order_earning (tenant_id, order_id, shopper_id, points_per_yuan, multiplier_percent)
    select new.tenant_id, new.id, new.shopper_id, p.points_per_yuan, coalesce((tier_of(p.tiers, coalesce((
        select m.growth_fen from shopper_membership m where m.tenant_id = new.tenant_id and m.shopper_id = new.shopper_id), 0))
      ->> 'multiplierPercent')::int, 100)
    from membership_programme p where p.tenant_id = new.tenant_id and p.enabled
    on conflict do nothing;
    if new.delivery in ('dineIn', 'takeaway', 'virtual') then
      perform earn_points(new.tenant_id, new.id);
    end if;
  end if;
  if new.state = 'paid' and new.fulfilment is distinct from old.fulfilment then
    if new.fulfilment = 'received' or (new.fulfilment = 'shipped' and new.delivery in ('pickup', 'booking')) then
      perform earn_points(new.tenant_id, new.id);
    elsif new.fulfilment = 'shipped' then
      update order_earning set due_at = now() + interval '15 days'
      where tenant_id = new.tenant_id and order_id = new.id and state = 'waiting';
    end if;
  end if;
  if new.state in ('paid', 'refunded') and (new.refunded_fen > old.refunded_fen or (new.state = 'refunded' and old.state <> 'refunded')) then
    perform points_follow_refund(old, new);
  end if;
  return null;
end $$;
-- The name puts it behind tenders_follow_order: balance and bonus are locked before points, as by place_order.
create trigger tenders_then_points_follow_order after update of state, fulfilment, refunded_fen on shop_order for each row
  when (old.state is distinct from new.state or old.fulfilment is distinct from new.fulfilment or old.refunded_fen is distinct from new.refunded_fen)
  execute function points_follow_order();

-- Once a day in China. Answers 'signed' or 'repeated' with what the day brought, or 'off' when there is nothing to sign in for.
create function sign_in_today(_tenant uuid, _shopper uuid, _day date) returns table (outcome text, day date, streak int, points int)
language plpgsql as $$
declare
  p membership_programme;
  m shopper_membership;
  in_a_row int;
  given int;
begin
  select * into p from membership_programme g where g.tenant_id = _tenant and g.enabled;
  if not found or cardinality(p.sign_in_points) = 0 then
    return query select 'off', null::date, null::int, null::int;
    return;
  end if;
  m := lock_membership(_tenant, _shopper);
  if m.sign_in_day >= _day then
    return query select 'repeated', s.day, s.streak, s.points from sign_in s
      where s.tenant_id = _tenant and s.shopper_id = _shopper and s.day = m.sign_in_day;
    return;
  end if;
  in_a_row := case when m.sign_in_day = _day - 1 then m.sign_in_streak + 1 else 1 end;
  given := p.sign_in_points[least(in_a_row, cardinality(p.sign_in_points))];
  insert into sign_in (tenant_id, shopper_id, day, streak, points) values (_tenant, _shopper, _day, in_a_row, given);
  update shopper_membership u set sign_in_day = _day, sign_in_streak = in_a_row, updated_at = now()
  where u.tenant_id = _tenant and u.shopper_id = _shopper;
  perform give_points(_tenant, _shopper, given, 'sign_in', md5('sign in ' || _shopper || ' ' || _day)::uuid);
  return query select 'signed', _day, in_a_row, given;
end $$;

-- The turn of a month for one member: points older than the merchant's months end, and growth loses what is older than a year.
-- Once per month; answers how many points ended.
create function turn_membership_month(_tenant uuid, _shopper uuid, _month date) returns int language plpgsql as $$
declare
  months int;
  ending int := 0;
begin
  select valid_months into months from membership_programme where tenant_id = _tenant and enabled;
  if not found then
    return 0;
  end if;
  perform refresh_membership(_tenant, _shopper);
  if months is null then
    return 0;
  end if;
  -- Locked before anything is counted: what is spent meanwhile is seen by the statement after this one.
  perform 1 from shopper_account where tenant_id = _tenant and shopper_id = _shopper and kind = 'points' for no key update;
  ending := points_left_of(_tenant, _shopper, (_month - make_interval(months => months)) at time zone 'Asia/Shanghai');
  if not move_account(_tenant, _shopper, 'points', -ending, 'expired', md5('expired ' || _shopper || ' ' || _month)::uuid) then
    return 0;
  end if;
  return ending;
end $$;

-- As in 0020-accounts.sql, and: what points are worth, and the member's tier.
create or replace function checkout_account(_tenant uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
declare
  accounts jsonb;
  worth jsonb;
begin
  select jsonb_object_agg(a.kind, a.amount) into accounts from shopper_account a
  where a.tenant_id = _tenant and a.shopper_id = _shopper and a.amount > 0;
  select jsonb_strip_nulls(jsonb_build_object(
      'tier', tier_of(p.tiers, coalesce(m.growth_fen, 0)) - 'fromFen' - 'multiplierPercent',
      'pointsRule', case when p.most_percent > 0 and accounts ? 'points'
        then jsonb_build_object('pointsPerYuanOff', p.points_per_yuan_off, 'mostPercent', p.most_percent) end)) into worth
  from membership_programme p
  left join shopper_membership m on m.tenant_id = p.tenant_id and m.shopper_id = _shopper
  where p.tenant_id = _tenant and p.enabled;
  return nullif(coalesce(accounts, '{}') || coalesce(worth, '{}'), '{}');
end $$;
