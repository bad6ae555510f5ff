-- Appointments: what can be booked, who does it and when, and the places that are taken.

-- Serves the last guard against two appointments of one person at the same time: equality of ids beside ranges that overlap.
create extension if not exists btree_gist;

create table service (
  tenant_id uuid not null,
  id uuid not null,
  handle text not null,
  title text not null,
  summary text not null default '',
  description_html text not null default '',
  category text not null default '',
  image_url text,
  price_fen int not null check (price_fen >= 0),
  -- what is paid with the booking, per place: 0 nothing, price_fen everything
  deposit_fen int not null check (deposit_fen between 0 and price_fen),
  duration_minutes int not null check (duration_minutes between 5 and 720),
  -- how long the person who does it is not free afterwards
  buffer_minutes int not null default 0 check (buffer_minutes between 0 and 240),
  -- places of one appointment: 1 for a haircut, more for a class
  capacity int not null default 1 check (capacity between 1 and 500),
  -- null: begins at any free time; otherwise a class that begins at these: [{weekday, startMinute, staffId}]
  timetable jsonb,
  state text not null default 'active' check (state in ('active', 'hidden')),
  position int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, handle)
);
call platform.lock_tenant_table('service');
create index service_by_position on service (tenant_id, position, id) where state = 'active';

-- `hours`: [{weekday 1 Monday – 7 Sunday, fromMinute, toMinute}], minutes since midnight in China.
create table staff (
  tenant_id uuid not null,
  id uuid not null,
  handle text not null,
  name text not null,
  title text not null default '',
  bio text not null default '',
  image_url text,
  hours jsonb not null default '[]',
  state text not null default 'active' check (state in ('active', 'hidden')),
  position int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, handle)
);
call platform.lock_tenant_table('staff');
create index staff_by_position on staff (tenant_id, position, id) where state = 'active';

create table staff_service (
  tenant_id uuid not null,
  staff_id uuid not null,
  service_id uuid not null,
  primary key (tenant_id, staff_id, service_id),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id) on delete cascade,
  foreign key (tenant_id, service_id) references service (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('staff_service');
create index staff_service_by_service on staff_service (tenant_id, service_id);

-- What differs from the weekly hours on one day: time off, or extra hours.
create table staff_exception (
  tenant_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  day date not null,
  kind text not null check (kind in ('off', 'extra')),
  from_minute int not null check (from_minute between 0 and 1439),
  to_minute int not null check (to_minute between 1 and 1440),
  note text,
  primary key (tenant_id, id),
  check (from_minute < to_minute),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id) on delete cascade
);
call platform.lock_tenant_table('staff_exception');
create index staff_exception_by_day on staff_exception (tenant_id, staff_id, day);

-- One time of one person for one service, with its places. `busy_until` is the end and the pause after it.
create table booking_session (
  tenant_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  service_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  busy_until timestamptz not null,
  capacity int not null,
  -- the sum of the places of its bookings that are neither cancelled nor expired
  taken int not null,
  primary key (tenant_id, id),
  unique (tenant_id, staff_id, service_id, starts_at),
  constraint booking_session_places check (taken between 0 and capacity),
  check (starts_at < ends_at and ends_at <= busy_until),
  constraint booking_session_overlap exclude using gist
    (tenant_id with =, staff_id with =, tstzrange(starts_at, busy_until) with &&) where (taken > 0),
  foreign key (tenant_id, staff_id) references staff (tenant_id, id),
  foreign key (tenant_id, service_id) references service (tenant_id, id)
);
call platform.lock_tenant_table('booking_session');
-- serves free times and the calendar
create index booking_session_by_time on booking_session (tenant_id, starts_at) where taken > 0;

create table booking (
  tenant_id uuid not null,
  id uuid not null,
  app_id text not null,
  shopper_id uuid not null,
  -- null when nothing is paid with the booking
  order_id uuid,
  session_id uuid not null,
  service_id uuid not null,
  staff_id uuid not null,
  -- repeats the session's times
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  places int not null check (places between 1 and 500),
  state text not null check (state in ('held', 'booked', 'arrived', 'done', 'no_show', 'cancelled', 'expired')),
  -- what the service costs in all, and what of it is paid with the booking
  price_fen int not null check (price_fen >= 0),
  paid_fen int not null check (paid_fen between 0 and price_fen),
  contact jsonb,
  -- of a booking without an order; that of an order stands there
  note text,
  reschedules int not null default 0,
  idempotency_key text not null,
  request_hash bytea not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, shopper_id, idempotency_key),
  unique (tenant_id, order_id),
  check ((paid_fen = 0) = (order_id is null)),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, session_id) references booking_session (tenant_id, id)
);
call platform.lock_tenant_table('booking');
create index booking_by_shopper on booking (tenant_id, shopper_id, starts_at desc, id desc);
-- serves the calendar
create index booking_by_time on booking (tenant_id, starts_at);
create index booking_by_session on booking (tenant_id, session_id);

create table booking_event (
  tenant_id uuid not null,
  id uuid not null,
  booking_id uuid not null,
  from_state text,
  to_state text not null,
  cause text not null,
  detail jsonb,
  created_at timestamptz not null default now(),
  -- as in order_event
  primary key (tenant_id, booking_id, id)
);
call platform.lock_tenant_table('booking_event', true);

-- Takes places at a time of one person; the caller holds the person's row, so that two never look at the same moment.
-- Raises XP001 when too few places are left, or the person does something else then.
create function take_places(
  _tenant uuid, _session uuid, _staff uuid, _service uuid, _starts_at timestamptz, _ends_at timestamptz, _busy_until timestamptz,
  _capacity int, _places int
) returns uuid language plpgsql as $$
declare
  taken_in uuid;
begin
  if _places > _capacity then
    raise exception 'places are gone' using errcode = 'XP001';
  end if;
  begin
    insert into booking_session as s (tenant_id, id, staff_id, service_id, starts_at, ends_at, busy_until, capacity, taken)
    values (_tenant, _session, _staff, _service, _starts_at, _ends_at, _busy_until, _capacity, _places)
    on conflict (tenant_id, staff_id, service_id, starts_at) do update
    set taken = s.taken + excluded.taken, capacity = excluded.capacity, ends_at = excluded.ends_at, busy_until = excluded.busy_until
    where s.taken + excluded.taken <= excluded.capacity
    returning s.id into taken_in;
  exception when exclusion_violation then
    raise exception 'the person does something else then' using errcode = 'XP001';
  end;
  if taken_in is null then
    raise exception 'places are gone' using errcode = 'XP001';
  end if;
  return taken_in;
end $$;

create function release_places(_tenant uuid, _session uuid, _places int) returns void language sql as $$
  update booking_session set taken = taken - _places where tenant_id = _tenant and id = _session
$$;

-- What pricing and placing a booking needs to know, for `_service` on the days from `_from` to before `_until` (dates in China):
-- the service, who does it with hours, exceptions and what they do then, the shop's settings, and the booking this key made before.
create function read_booking_times(
  _tenant uuid, _app_id text, _service uuid, _staff uuid, _from date, _until date, _shopper uuid, _key text
) returns table (service jsonb, staff jsonb, settings jsonb, placed jsonb) language plpgsql as $$
declare
  first timestamptz := _from::timestamp at time zone 'Asia/Shanghai';
  last timestamptz := _until::timestamp at time zone 'Asia/Shanghai';
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  return query select
    (select jsonb_build_object('id', v.id, 'title', v.title, 'imageUrl', v.image_url, 'priceFen', v.price_fen, 'depositFen', v.deposit_fen,
        'durationMinutes', v.duration_minutes, 'bufferMinutes', v.buffer_minutes, 'capacity', v.capacity, 'timetable', v.timetable)
      from service v where v.tenant_id = _tenant and v.id = _service and v.state = 'active'),
    (select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'hours', p.hours,
        'exceptions', (select coalesce(jsonb_agg(jsonb_build_object('day', e.day, 'kind', e.kind, 'fromMinute', e.from_minute,
            'toMinute', e.to_minute)), '[]')
          from staff_exception e where e.tenant_id = _tenant and e.staff_id = p.id and e.day >= _from and e.day < _until),
        'sessions', (select coalesce(jsonb_agg(jsonb_build_object('serviceId', b.service_id, 'startsAtMs', (extract(epoch from b.starts_at) * 1000)::bigint,
            'busyUntilMs', (extract(epoch from b.busy_until) * 1000)::bigint, 'taken', b.taken)), '[]')
          from booking_session b where b.tenant_id = _tenant and b.staff_id = p.id and b.taken > 0
            and b.starts_at >= first - interval '1 day' and b.starts_at < last + interval '1 day')) order by p.position, p.id)
      from staff_service d join staff p on p.tenant_id = d.tenant_id and p.id = d.staff_id
      where d.tenant_id = _tenant and d.service_id = _service and p.state = 'active' and (_staff is null or p.id = _staff)),
    (select coalesce(r.config -> 'booking', '{}')
      from applet a
      join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
      join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
      where a.tenant_id = _tenant and a.app_id = _app_id),
    (select jsonb_build_object('id', k.id, 'requestHash', encode(k.request_hash, 'hex'))
      from booking k where k.tenant_id = _tenant and k.shopper_id = _shopper and k.idempotency_key = _key);
end $$;

-- A whole booking in one statement: places, order when something is paid, and history settle together or not at all.
-- Answers 'placed', 'repeated' (this key made a booking before) or 'too_many' (the shopper holds `_most` already).
-- Raises XP001 when the places are gone, or service or person are no longer what the caller read.
create function place_booking(
  _tenant uuid, _booking uuid, _app_id text, _shopper uuid, _key text, _request_hash bytea,
  _service uuid, _staff uuid, _session uuid, _starts_at timestamptz, _ends_at timestamptz, _busy_until timestamptz,
  _capacity int, _deposit int, _places int, _price int, _contact jsonb, _most int,
  _order uuid, _number text, _lines jsonb, _total int, _note text, _created_at timestamptz, _expires_at timestamptz
) returns text language plpgsql as $$
declare
  taken_in uuid;
  first_state text := case when _order is null then 'booked' else 'held' end;
begin
  perform set_config('app.tenant_id', _tenant::text, true);
  -- First the shopper: a double tap waits here for its twin, and the count below is true.
  perform 1 from shopper where tenant_id = _tenant and id = _shopper for no key update;
  if exists (select 1 from booking where tenant_id = _tenant and shopper_id = _shopper and idempotency_key = _key) then
    return 'repeated';
  end if;
  if (select count(*) from booking where tenant_id = _tenant and shopper_id = _shopper and state in ('held', 'booked')
      and starts_at > now()) >= _most then
    return 'too_many';
  end if;

  perform 1 from staff p join staff_service d on d.tenant_id = p.tenant_id and d.staff_id = p.id and d.service_id = _service
  where p.tenant_id = _tenant and p.id = _staff and p.state = 'active' for no key update of p;
  if not found then
    raise exception 'the person is gone' using errcode = 'XP001';
  end if;
  perform 1 from service where tenant_id = _tenant and id = _service and state = 'active' and deposit_fen = _deposit
    and capacity = _capacity and _starts_at + make_interval(mins => duration_minutes) = _ends_at for share;
  if not found then
    raise exception 'the service has changed' using errcode = 'XP001';
  end if;
  taken_in := take_places(_tenant, _session, _staff, _service, _starts_at, _ends_at, _busy_until, _capacity, _places);

  if _order is not null then
    insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines,
      subtotal_fen, shipping_fen, total_fen, delivery, address, note, created_at, expires_at)
    values (_tenant, _order, _number, _app_id, _shopper, 'booking:' || _key, _request_hash, 'pending', _lines,
      _total, 0, _total, 'booking', null, _note, _created_at, _expires_at);
    insert into order_event (tenant_id, id, order_id, to_state, cause, created_at)
    values (_tenant, gen_random_uuid(), _order, 'pending', 'placed', _created_at);
  end if;
  insert into booking (tenant_id, id, app_id, shopper_id, order_id, session_id, service_id, staff_id, starts_at, ends_at, places, state,
    price_fen, paid_fen, contact, note, idempotency_key, request_hash, created_at)
  values (_tenant, _booking, _app_id, _shopper, _order, taken_in, _service, _staff, _starts_at, _ends_at, _places, first_state,
    _price, _total, _contact, case when _order is null then _note end, _key, _request_hash, _created_at);
  insert into booking_event (tenant_id, id, booking_id, to_state, cause, created_at)
  values (_tenant, gen_random_uuid(), _booking, first_state, 'placed', _created_at);
  return 'placed';
end $$;

-- A booking follows its order in the statement that moves the order, whoever moves it: WeChat's notice, a query, the closing of what
-- nobody paid, a refund. So no crash can part them.
create function follow_order() returns trigger language plpgsql as $$
declare
  b booking;
  next_state text;
begin
  select * into b from booking where tenant_id = new.tenant_id and order_id = new.id for update;
  next_state := case
    when b.state = 'held' and new.state = 'paid' then 'booked'
    when b.state = 'held' and new.state = 'closed' then case when new.expires_at <= now() then 'expired' else 'cancelled' end
    when b.state = 'booked' and new.state = 'refunded' then 'cancelled'
  end;
  if next_state is null then
    return null;
  end if;
  update booking set state = next_state, updated_at = now() where tenant_id = b.tenant_id and id = b.id;
  insert into booking_event (tenant_id, id, booking_id, from_state, to_state, cause)
  values (b.tenant_id, gen_random_uuid(), b.id, b.state, next_state, 'order_' || new.state);
  if next_state <> 'booked' then
    perform release_places(b.tenant_id, b.session_id, b.places);
  end if;
  return null;
end $$;
create trigger booking_follows_order after update of state on shop_order for each row
  when (new.delivery = 'booking' and old.state is distinct from new.state) execute function follow_order();
