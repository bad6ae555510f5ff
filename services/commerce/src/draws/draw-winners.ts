import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { DELIVERY_STATE, type DeliveryState, type WinnerAddress } from './draw-entries.js';
import type { PrizeKind } from './draw-wishes.js';

export interface Parcel {
  /** As the merchant writes it, e.g. 顺丰速运. */
  readonly company: string;
  readonly trackingNo: string;
}

/** Who won what; nobody who got thanks is among them. */
export interface DrawWinner {
  readonly number: number;
  readonly prize: { readonly position: number; readonly kind: PrizeKind; readonly title: string };
  readonly shopperId: string;
  readonly nickname: string | null;
  readonly wonAt: Date;
  /** Null for a coupon, which is in the wallet already. */
  readonly delivery: {
    readonly state: DeliveryState;
    readonly addressDueAt: string;
    readonly address: WinnerAddress | null;
    readonly parcel: Parcel | null;
    readonly sentAt: string | null;
  } | null;
}

export interface WinnerFilter {
  readonly drawId: string;
  /** Only goods whose delivery stands there. */
  readonly state: DeliveryState | null;
  readonly after: number;
  readonly limit: number;
}

/** Winners of a draw, the merchant's side, and what is sent to them. */
@Injectable()
export class DrawWinners {
  constructor(private readonly database: TenantDatabase) {}

  /** In the order of their entries; `limit` rows and one more when there are further ones. @throws Problem draw.not_found */
  async list(tenantId: TenantId, { drawId, state, after, limit }: WinnerFilter): Promise<DrawWinner[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const draws = await tx.query('select from draw where tenant_id = $1 and id = $2', [tenantId, drawId]);
      if (draws.length === 0) throw new Problem('draw.not_found');
      return tx.query<DrawWinner>(
        `${SELECT} and p.kind <> 'thanks' and e.number > $3 and ($4::text is null or (v.number is not null and ${DELIVERY_STATE} = $4))
         order by e.number limit $5`,
        [tenantId, drawId, after, state, limit + 1],
      );
    });
  }

  /**
   * Goods are on their way; may be corrected.
   * @throws Problem draw.entry_not_found, draw.nothing_to_send, draw.no_address
   */
  async markSent(
    tenantId: TenantId,
    { drawId, number }: { readonly drawId: string; readonly number: number },
    parcel: Parcel,
    author: Author,
  ): Promise<DrawWinner> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lockWinner(tx, drawId, number);
      if (!before.delivery) throw new Problem('draw.nothing_to_send');
      if (!before.delivery.address) throw new Problem('draw.no_address');
      await tx.execute(
        `update draw_delivery set parcel = $4, sent_at = coalesce(sent_at, now()) where tenant_id = $1 and draw_id = $2 and number = $3`,
        [tenantId, drawId, number, JSON.stringify({ company: parcel.company, trackingNo: parcel.trackingNo })],
      );
      const change = { before: { parcel: before.delivery.parcel }, after: { number, parcel } };
      await tx.audit({ ...author, ...change, action: 'draw.send', subjectType: 'draw', subjectId: drawId });
      return getWinner(tx, drawId, number);
    });
  }
}

async function lockWinner(tx: TenantTransaction, drawId: string, number: number): Promise<DrawWinner> {
  await tx.query('select from draw_delivery where tenant_id = $1 and draw_id = $2 and number = $3 for update', [
    tx.tenantId,
    drawId,
    number,
  ]);
  return getWinner(tx, drawId, number);
}

async function getWinner(tx: TenantTransaction, drawId: string, number: number): Promise<DrawWinner> {
  const [row] = await tx.query<DrawWinner>(`${SELECT} and e.number = $3`, [tx.tenantId, drawId, number]);
  if (!row) throw new Problem('draw.entry_not_found');
  return row;
}

const SELECT = `
  select e.number, jsonb_build_object('position', p.position, 'kind', p.kind, 'title', p.title) as prize, e.shopper_id as "shopperId",
    s.nickname, e.created_at as "wonAt", case when v.number is not null then jsonb_build_object('state', ${DELIVERY_STATE},
      'addressDueAt', v.address_due_at, 'address', v.address, 'parcel', v.parcel, 'sentAt', v.sent_at) end as delivery
  from draw_entry e
  join draw_prize p on p.tenant_id = e.tenant_id and p.draw_id = e.draw_id and p.position = e.position
  join shopper s on s.tenant_id = e.tenant_id and s.id = e.shopper_id
  left join draw_delivery v on v.tenant_id = e.tenant_id and v.draw_id = e.draw_id and v.number = e.number
  where e.tenant_id = $1 and e.draw_id = $2`;
