-- What a shopper has with a shop: money paid in beforehand (`balance`, fen), what the shop gave on top of it (`bonus`, fen, never paid out)
-- and points. The amount repeats the sum of the account's entries, so that checkout reads one row.
create table shopper_account (
  tenant_id uuid not null,
  shopper_id uuid not null,
  kind text not null check (kind in ('balance', 'bonus', 'points')),
  -- the check is the last guard against spending what nobody has
  amount int not null default 0 check (amount >= 0),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, shopper_id, kind),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
) with (fillfactor = 80);
call platform.lock_tenant_table('shopper_account');

-- Every movement of an account; positive = given to the shopper. One thing moves an account once for one reason.
create table account_entry (
  tenant_id uuid not null,
  shopper_id uuid not null,
  kind text not null check (kind in ('balance', 'bonus', 'points')),
  id uuid not null,
  delta int not null check (delta <> 0),
  reason text not null check (reason in ('order', 'order_closed', 'refund', 'top_up', 'top_up_refund', 'gift_card', 'earned', 'earned_back',
    'expired', 'adjustment', 'sign_in', 'review', 'draw', 'commission')),
  -- what it was for: an order, a refund, a top-up, a card
  reference_id uuid not null,
  note text,
  created_at timestamptz not null default now(),
  -- as in stock_entry
  primary key (tenant_id, shopper_id, kind, id),
  unique (tenant_id, kind, reason, reference_id),
  foreign key (tenant_id, shopper_id) references shopper (tenant_id, id)
);
call platform.lock_tenant_table('account_entry', true);

-- Moves an account and writes its entry; the same thing again moves nothing. Answers whether it moved.
-- Whoever moves several accounts of a shopper takes them in the order balance, bonus, points.
-- Raises XP003 when the account has less than is taken: the caller's transaction then keeps nothing.
create function move_account(_tenant uuid, _shopper uuid, _kind text, _delta int, _reason text, _reference uuid, _note text default null)
returns boolean language plpgsql as $$
begin
  if _delta = 0 then
    return false;
  end if;
  -- First the account's row: who repeats a movement waits here for its twin.
  insert into shopper_account (tenant_id, shopper_id, kind) values (_tenant, _shopper, _kind) on conflict do nothing;
  perform 1 from shopper_account where tenant_id = _tenant and shopper_id = _shopper and kind = _kind for no key update;
  insert into account_entry (tenant_id, shopper_id, kind, id, delta, reason, reference_id, note)
  values (_tenant, _shopper, _kind, gen_random_uuid(), _delta, _reason, _reference, _note)
  on conflict (tenant_id, kind, reason, reference_id) do nothing;
  if not found then
    return false;
  end if;
  update shopper_account set amount = amount + _delta, updated_at = now()
  where tenant_id = _tenant and shopper_id = _shopper and kind = _kind and amount + _delta >= 0;
  if not found then
    raise exception 'the account has less than that' using errcode = 'XP003';
  end if;
  return true;
end $$;

-- total_fen stays what the shopper pays in money; the part of it that came out of balance and bonus is not asked of WeChat Pay.
alter table shop_order
  add column balance_fen int not null default 0 check (balance_fen >= 0),
  add column bonus_fen int not null default 0 check (bonus_fen >= 0),
  add column points_spent int not null default 0 check (points_spent >= 0),
  -- what was taken off for points, part of discount_fen
  add column points_fen int not null default 0 check (points_fen >= 0 and points_fen <= discount_fen),
  add constraint shop_order_tenders check (balance_fen + bonus_fen <= total_fen);

-- What checkout asks of a shopper's accounts: null when there is nothing. Points and tiers add to it what they are worth.
create function checkout_account(_tenant uuid, _shopper uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_object_agg(a.kind, a.amount) from shopper_account a
    where a.tenant_id = _tenant and a.shopper_id = _shopper and a.amount > 0);
end $$;
