import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { SeedKey } from './draw-roll.js';
import { DrawSeeds } from './draw-seeds.js';
import type { PrizeKind } from './draw-wishes.js';

export interface WinnerAddress {
  readonly name: string;
  readonly phone: string;
  readonly region: string;
  readonly detail: string;
}

/** Of goods: waiting for an address, lapsed when none came in time, ready, sent. */
export const deliveryStates = ['waiting', 'lapsed', 'ready', 'sent'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface EntryDelivery {
  readonly state: DeliveryState;
  readonly addressDueAt: string;
  readonly address: WinnerAddress | null;
  readonly parcel: { readonly company: string; readonly trackingNo: string } | null;
}

/** A try as the shopper who made it sees it. */
export interface DrawEntry {
  readonly number: number;
  readonly roll: number;
  readonly prize: {
    readonly position: number;
    readonly kind: PrizeKind;
    readonly title: string;
    readonly imageUrl: string | null;
  };
  /** The prize the roll fell on when it was used up; null when it was got. */
  readonly missed: { readonly position: number; readonly title: string } | null;
  /** The coupon in the wallet. */
  readonly claimId: string | null;
  readonly delivery: EntryDelivery | null;
  readonly createdAt: string;
}

export interface OwnTries {
  readonly triesLeft: number;
  /** How many of them today (China time); null when only the total counts. */
  readonly triesLeftToday: number | null;
  /** The newest first. */
  readonly entries: readonly DrawEntry[];
}

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

type Outcome = 'entered' | 'repeated' | 'conflict' | 'unknown' | 'not_yet' | 'over' | 'no_tries' | 'no_tries_today';

/** A shopper's tries at a draw. */
@Injectable()
export class DrawEntries {
  constructor(
    private readonly pool: TenantPool,
    private readonly seeds: DrawSeeds,
  ) {}

  /**
   * One try, exact however many try at once. The same key answers the same entry again.
   * @throws Problem draw.not_found, draw.not_begun, draw.over, draw.no_tries, draw.no_tries_today, draw.key_conflict
   */
  async enter(shopper: Shopper, drawId: string, idempotencyKey: string): Promise<DrawEntry> {
    const { tenantId, shopperId } = shopper;
    const id = drawId.toLowerCase();
    const { seed, inner, outer } = this.seeds.known(tenantId, id) ?? (await this.openSeed(tenantId, id));
    const values = [id, shopperId, idempotencyKey, newId(), seed, inner, outer];
    const [row] = await this.pool
      .call<{ outcome: Outcome; entry_number: number | null }>(tenantId, ENTER, values)
      .catch(keyConflict);
    if (!row || row.entry_number === null || row.outcome === 'conflict') throw refusal(row?.outcome ?? 'unknown');
    return this.entry(shopper, id, row.entry_number);
  }

  /** @throws Problem draw.not_found */
  async own({ tenantId, shopperId }: Shopper, drawId: string): Promise<OwnTries> {
    const [row] = await this.pool.query<OwnTries>(tenantId, OWN, [tenantId, drawId, shopperId]);
    if (!row) throw new Problem('draw.not_found');
    return row;
  }

  /**
   * Where goods go; may be said again until they are sent.
   * @throws Problem draw.entry_not_found, draw.nothing_to_send, draw.address_late, draw.sent
   */
  async setAddress(shopper: Shopper, drawId: string, number: number, address: WinnerAddress): Promise<DrawEntry> {
    const { tenantId, shopperId } = shopper;
    const { name, phone, region, detail } = address;
    const value = JSON.stringify({ name, phone, region, detail });
    const [done] = await this.pool.query(tenantId, ADDRESS, [tenantId, drawId, number, shopperId, value]);
    const entry = await this.entry(shopper, drawId, number);
    if (done) return entry;
    if (!entry.delivery) throw new Problem('draw.nothing_to_send');
    throw new Problem(entry.delivery.state === 'sent' ? 'draw.sent' : 'draw.address_late');
  }

  private async entry({ tenantId, shopperId }: Shopper, drawId: string, number: number): Promise<DrawEntry> {
    const [row] = await this.pool.query<{ entry: DrawEntry }>(tenantId, GET, [tenantId, drawId, shopperId, number]);
    if (!row) throw new Problem('draw.entry_not_found');
    return row.entry;
  }

  /** Row-level security is what keeps a neighbour's draw from being found here. */
  private async openSeed(tenantId: TenantId, drawId: string): Promise<SeedKey> {
    const [row] = await this.pool.query<{ seed_sealed: Buffer }>(tenantId, SEED, [tenantId, drawId]);
    if (!row) throw new Problem('draw.not_found');
    return this.seeds.open(tenantId, drawId, row.seed_sealed);
  }
}

function refusal(outcome: Outcome): Problem {
  switch (outcome) {
    case 'not_yet':
      return new Problem('draw.not_begun');
    case 'over':
      return new Problem('draw.over');
    case 'no_tries':
      return new Problem('draw.no_tries');
    case 'no_tries_today':
      return new Problem('draw.no_tries_today');
    case 'conflict':
      return new Problem('draw.key_conflict');
    default:
      return new Problem('draw.not_found');
  }
}

/** Two draws at once with one key: the later one finds it taken. */
function keyConflict(error: unknown): never {
  throw (error as { code?: string }).code === '23505' ? new Problem('draw.key_conflict') : error;
}

/** From a draw_delivery row called `v`. */
export const DELIVERY_STATE = `case when v.sent_at is not null then 'sent' when v.address is not null then 'ready'
  when v.address_due_at <= now() then 'lapsed' else 'waiting' end`;

const ENTRY_JSON = `jsonb_build_object('number', e.number, 'roll', e.roll,
  'prize', jsonb_build_object('position', p.position, 'kind', p.kind, 'title', p.title, 'imageUrl', p.image_url),
  'missed', case when e.rolled <> e.position then jsonb_build_object('position', m.position, 'title', m.title) end,
  'claimId', e.claim_id, 'delivery', case when v.number is not null then jsonb_build_object('state', ${DELIVERY_STATE},
    'addressDueAt', v.address_due_at, 'address', v.address, 'parcel', v.parcel) end, 'createdAt', e.created_at)`;

const ENTRY_ROWS = `draw_entry e
  join draw_prize p on p.tenant_id = e.tenant_id and p.draw_id = e.draw_id and p.position = e.position
  join draw_prize m on m.tenant_id = e.tenant_id and m.draw_id = e.draw_id and m.position = e.rolled
  left join draw_delivery v on v.tenant_id = e.tenant_id and v.draw_id = e.draw_id and v.number = e.number
  where e.tenant_id = $1 and e.draw_id = $2 and e.shopper_id = $3`;

const ENTER: Statement = { name: 'enter_draw', text: 'select * from enter_draw($1, $2, $3, $4, $5, $6, $7, $8)' };

const SEED: Statement = {
  name: 'get_draw_seed',
  text: `select seed_sealed from draw where tenant_id = $1 and id = $2 and state = 'published'`,
};

const GET: Statement = {
  name: 'get_draw_entry',
  text: `select ${ENTRY_JSON} as entry from ${ENTRY_ROWS} and e.number = $4`,
};

const TODAY = `(now() at time zone 'Asia/Shanghai')::date`;

const OWN: Statement = {
  name: 'list_own_draw_entries',
  text: `
    select d.tries_total - t.made as "triesLeft",
      case when d.tries_daily is not null then least(d.tries_total - t.made, d.tries_daily - t.made_today) end as "triesLeftToday",
      (select coalesce(jsonb_agg(${ENTRY_JSON} order by e.number desc), '[]') from ${ENTRY_ROWS}) as entries
    from draw d cross join lateral (
      select count(*)::int as made, (count(*) filter (where (o.created_at at time zone 'Asia/Shanghai')::date = ${TODAY}))::int as made_today
      from draw_entry o where o.tenant_id = $1 and o.draw_id = d.id and o.shopper_id = $3) t
    where d.tenant_id = $1 and d.id = $2 and d.state = 'published'`,
};

const ADDRESS: Statement = {
  name: 'set_draw_address',
  text: `update draw_delivery v set address = $5::jsonb, addressed_at = now()
    from draw_entry e
    where e.tenant_id = v.tenant_id and e.draw_id = v.draw_id and e.number = v.number and e.shopper_id = $4
      and v.tenant_id = $1 and v.draw_id = $2 and v.number = $3 and v.sent_at is null
      and (v.address is not null or v.address_due_at > now())
    returning v.number`,
};
