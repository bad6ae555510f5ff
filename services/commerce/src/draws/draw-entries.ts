import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { DrawSharing } from './draw-sharing.js';
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
  /** Own ones and those that friends have brought. */
  readonly triesLeft: number;
  /** How many of them today (China time); null when only the total counts. */
  readonly triesLeftToday: number | null;
  /** Tries that friends bring; null when the draw has none. */
  readonly share: OwnShare | null;
  /** The newest first. */
  readonly entries: readonly DrawEntry[];
}

export interface OwnShare {
  /** Goes into the shopper's link to the draw. */
  readonly token: string;
  /** Tries each friend brings, those brought so far, and how many there can be in all and a day (null: as many a day as there are). */
  readonly each: number;
  readonly gained: number;
  readonly most: number;
  readonly mostDaily: number | null;
}

interface OwnRow extends Omit<OwnTries, 'share'> {
  readonly id: string;
  readonly share: Omit<OwnShare, 'token'> | null;
}

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

/** A shopper's own tries and what becomes of them. */
@Injectable()
export class DrawEntries {
  constructor(
    private readonly pool: TenantPool,
    private readonly sharing: DrawSharing,
  ) {}

  /** @throws Problem draw.not_found */
  async own({ tenantId, shopperId }: Shopper, drawId: string): Promise<OwnTries> {
    const [row] = await this.pool.query<OwnRow>(tenantId, OWN, [tenantId, drawId, shopperId]);
    if (!row) throw new Problem('draw.not_found');
    const { id, share, ...tries } = row;
    return { ...tries, share: share && { ...share, token: this.sharing.token({ tenantId, shopperId }, id) } };
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
    const entry = await this.get(shopper, drawId, number);
    if (done) return entry;
    if (!entry.delivery) throw new Problem('draw.nothing_to_send');
    throw new Problem(entry.delivery.state === 'sent' ? 'draw.sent' : 'draw.address_late');
  }

  /** @throws Problem draw.entry_not_found */
  async get({ tenantId, shopperId }: Shopper, drawId: string, number: number): Promise<DrawEntry> {
    const [row] = await this.pool.query<{ entry: DrawEntry }>(tenantId, GET, [tenantId, drawId, shopperId, number]);
    if (!row) throw new Problem('draw.entry_not_found');
    return row.entry;
  }
}

/** From a draw_delivery row called `v`. */
export const DELIVERY_STATE = `case when v.sent_at is not null then 'sent' when v.address is not null then 'ready'
  when v.address_due_at <= now() then 'lapsed' else 'waiting' end`;

const ENTRY_JSON = 'draw_entry_json(e, p, m, v)';

const ENTRY_ROWS = `draw_entry e
  join draw_prize p on p.tenant_id = e.tenant_id and p.draw_id = e.draw_id and p.position = e.position
  join draw_prize m on m.tenant_id = e.tenant_id and m.draw_id = e.draw_id and m.position = e.rolled
  left join draw_delivery v on v.tenant_id = e.tenant_id and v.draw_id = e.draw_id and v.number = e.number
  where e.tenant_id = $1 and e.draw_id = $2 and e.shopper_id = $3`;

const GET: Statement = {
  name: 'get_draw_entry',
  text: `select ${ENTRY_JSON} as entry from ${ENTRY_ROWS} and e.number = $4`,
};

const TODAY = `(now() at time zone 'Asia/Shanghai')::date`;

// As in enter_draw_batch: no daily limit concerns the tries that friends have brought.
const OWN: Statement = {
  name: 'list_own_draw_entries',
  text: `
    select d.id, d.tries_total - t.own + t.shared as "triesLeft",
      case when d.tries_daily is not null then least(d.tries_total - t.own, d.tries_daily - t.own_today) + t.shared end as "triesLeftToday",
      case when d.tries_per_share > 0 then jsonb_build_object('gained', t.gained, 'most', d.max_share_tries,
        'mostDaily', d.max_share_tries_daily, 'each', d.tries_per_share) end as share,
      (select coalesce(jsonb_agg(${ENTRY_JSON} order by e.number desc), '[]') from ${ENTRY_ROWS}) as entries
    from draw d
    left join draw_sharer h on h.tenant_id = $1 and h.draw_id = d.id and h.shopper_id = $3
    cross join lateral (
      select (count(*) filter (where not o.by_share))::int as own, coalesce(h.tries, 0) as gained,
        coalesce(h.tries, 0) - (count(*) filter (where o.by_share))::int as shared,
        (count(*) filter (where not o.by_share and (o.created_at at time zone 'Asia/Shanghai')::date = ${TODAY}))::int as own_today
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
