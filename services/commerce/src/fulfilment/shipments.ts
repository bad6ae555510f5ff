import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShipmentId, type TenantId } from '#kernel/identity/ids.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { ShippingKind } from '#kernel/wechat/shipping-client.js';
import { requireCompleteGroup } from '../group-buys/fulfilment-gate.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import { noteOrderEvent } from '../orders/order-ledger.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import { ExpressCompaniesAcrossTenants } from './express-companies-across-tenants.js';
import { GIVEN_BACK } from './given-back.js';
import { type OrderedLine, type ParcelLine, remainingLines, unshippable } from './parcel-lines.js';
import { planUpload } from './upload-plan.js';
import type { FulfilmentState } from './upload-machine.js';

export interface ShipmentWish {
  readonly kind: ShippingKind;
  /** Courier only: WeChat's id of the company and the number on the parcel. */
  readonly companyId?: string;
  readonly trackingNo?: string;
  /** Everything that is left when missing; only couriers take less. */
  readonly lines?: readonly ParcelLine[];
  readonly note?: string;
}

export interface By {
  readonly actor: Actor;
  readonly requestId?: string;
}

interface LockedOrder {
  readonly app_id: string;
  readonly state: string;
  readonly delivery: DeliveryMethod;
  readonly lines: readonly OrderedLine[];
  readonly fulfilment: FulfilmentState;
  readonly refunds_under_way: number;
  /** Nobody waits for these any more. */
  readonly given_back: readonly ParcelLine[];
}

interface Parcel {
  readonly id: ShipmentId;
  readonly kind: ShippingKind;
  readonly idempotency_key: string;
  readonly request_hash: Buffer;
  readonly lines: readonly ParcelLine[];
}

const MOST_PARCELS = 15;

/** Parcels, hand-overs and deliveries of paid orders; telling WeChat and the shopper follows the commit. */
@Injectable()
export class Shipments {
  constructor(
    private readonly database: TenantDatabase,
    private readonly companies: ExpressCompaniesAcrossTenants,
  ) {}

  /**
   * Ships goods of an order. The same key with the same wish is one parcel.
   * @throws Problem order.not_found, order.not_shippable, order.nothing_to_ship, group_buy.incomplete, shipment.invalid (with a pointer),
   * shipment.too_many, shipment.idempotency_conflict
   */
  async ship(tenantId: TenantId, orderId: string, key: string, wish: ShipmentWish, by: By): Promise<void> {
    const companyName = await this.companyName(wish);
    const requestHash = hashWish(wish);
    await this.database.transaction(tenantId, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const parcels = await readParcels(tx, orderId);
      const twin = parcels.find((parcel) => parcel.idempotency_key === key);
      if (twin) {
        if (!twin.request_hash.equals(requestHash)) throw new Problem('shipment.idempotency_conflict');
        return;
      }
      requireShippable(order);
      await requireCompleteGroup(tx, orderId);
      const lines = chooseLines(order, parcels, wish);
      const isComplete =
        remainingLines(order.lines, [...order.given_back, ...parcels.flatMap((parcel) => parcel.lines), ...lines])
          .length === 0;
      const id = newId<ShipmentId>();
      await insertParcel(tx, { id, orderId, key, requestHash, wish, companyName, lines, actor: by.actor });
      await tx.execute(`update shop_order set fulfilment = $3, updated_at = now() where tenant_id = $1 and id = $2`, [
        tenantId,
        orderId,
        isComplete ? 'shipped' : 'partly',
      ]);
      await noteOrderEvent(tx, orderId, 'paid', 'paid', 'shipped', { shipmentId: id, isComplete });
      await planUpload(tx, orderId, order.app_id);
      await writeOrderMessage(tx, {
        purpose: 'orderShipped',
        orderId,
        subjectId: id,
        facts: {
          at: new Date().toISOString(),
          ...(companyName !== null && { company: companyName }),
          ...(wish.trackingNo !== undefined && { trackingNo: wish.trackingNo }),
        },
      });
      await tx.audit({
        ...by,
        action: 'shipment.create',
        subjectType: 'order',
        subjectId: orderId,
        after: { shipmentId: id, ...wish, lines },
      });
    });
  }

  /**
   * Another company or number for a courier parcel. WeChat takes one such change per order, before its receipt.
   * @throws Problem order.not_found, shipment.not_found, shipment.invalid, shipment.already_corrected, order.not_shippable
   */
  async correct(
    tenantId: TenantId,
    orderId: string,
    shipmentId: string,
    change: { readonly companyId: string; readonly trackingNo: string },
    by: By,
  ): Promise<void> {
    const companyName = await this.companyName({ kind: 'express', ...change });
    await this.database.transaction(tenantId, async (tx) => {
      const order = await lockOrder(tx, orderId);
      const [parcel] = await tx.query<{ kind: ShippingKind; company_id: string | null; tracking_no: string | null }>(
        'select kind, company_id, tracking_no from shipment where tenant_id = $1 and order_id = $2 and id = $3 for update',
        [tenantId, orderId, shipmentId],
      );
      if (!parcel) throw new Problem('shipment.not_found');
      if (parcel.kind !== 'express') throw invalid('/trackingNo', onlyCouriers);
      if (parcel.company_id === change.companyId && parcel.tracking_no === change.trackingNo) return;
      if (order.state !== 'paid') throw new Problem('order.not_shippable');
      const [upload] = await tx.query<{ complete_uploads: number }>(
        'select complete_uploads from shipping_upload where tenant_id = $1 and order_id = $2',
        [tenantId, orderId],
      );
      if (order.fulfilment === 'received' || (upload?.complete_uploads ?? 0) > 1)
        throw new Problem('shipment.already_corrected');
      await tx.execute(
        `update shipment set company_id = $3, company_name = $4, tracking_no = $5, corrected_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, shipmentId, change.companyId, companyName, change.trackingNo],
      );
      await planUpload(tx, orderId, order.app_id);
      await tx.audit({
        ...by,
        action: 'shipment.correct',
        subjectType: 'order',
        subjectId: orderId,
        before: { shipmentId, companyId: parcel.company_id, trackingNo: parcel.tracking_no },
        after: { shipmentId, ...change },
      });
    });
  }

  /** @returns null for other kinds than couriers, and while WeChat's list is not at hand: then it is WeChat that decides */
  private async companyName({ kind, companyId, trackingNo }: ShipmentWish): Promise<string | null> {
    if (kind !== 'express') {
      if (companyId !== undefined) throw invalid('/companyId', onlyCouriers);
      if (trackingNo !== undefined) throw invalid('/trackingNo', onlyCouriers);
      return null;
    }
    if (companyId === undefined) throw invalid('/companyId', required);
    if (trackingNo === undefined) throw invalid('/trackingNo', required);
    const company = await this.companies.find(companyId);
    if (company === null) {
      throw invalid('/companyId', {
        zh: '微信没有这家快递公司，请从快递公司列表中选择',
        en: 'is no delivery company of WeChat’s: choose one of /api/express-companies',
      });
    }
    return company?.name ?? null;
  }
}

const required: Text = { zh: '快递发货需要填写', en: 'is required for express' };
const onlyCouriers: Text = { zh: '只有快递发货可以填写', en: 'is for express only' };

function invalid(pointer: string, detail: Text): Problem {
  return new Problem('shipment.invalid', { errors: [{ pointer, code: 'invalid', detail }] });
}

/** The order's row comes first, as everywhere; only what is read after the lock sees the refund that was waited for. */
async function lockOrder(tx: TenantTransaction, orderId: string): Promise<LockedOrder> {
  await tx.query('select id from shop_order where tenant_id = $1 and id = $2 for update', [tx.tenantId, orderId]);
  const [order] = await tx.query<LockedOrder>(
    `select o.app_id, o.state, o.delivery, o.lines, o.fulfilment, ${GIVEN_BACK} as given_back,
       (select count(*)::int from refund r where r.tenant_id = o.tenant_id and r.order_id = o.id
         and r.state in ('approved', 'processing')) as refunds_under_way
     from shop_order o where o.tenant_id = $1 and o.id = $2`,
    [tx.tenantId, orderId],
  );
  if (!order) throw new Problem('order.not_found');
  return order;
}

async function readParcels(tx: TenantTransaction, orderId: string): Promise<Parcel[]> {
  return tx.query<Parcel>(
    'select id, kind, idempotency_key, request_hash, lines from shipment where tenant_id = $1 and order_id = $2',
    [tx.tenantId, orderId],
  );
}

function requireShippable({ state, fulfilment, refunds_under_way }: LockedOrder): void {
  if (state !== 'paid' || refunds_under_way > 0) throw new Problem('order.not_shippable');
  if (fulfilment === 'shipped' || fulfilment === 'received') throw new Problem('order.nothing_to_ship');
}

function chooseLines(order: LockedOrder, parcels: readonly Parcel[], { kind, lines }: ShipmentWish): ParcelLine[] {
  if (isFetched(order.delivery) !== (kind === 'pickup')) {
    throw invalid('/kind', {
      zh: isFetched(order.delivery) ? '自提订单只能选择到店自提' : '配送订单不能选择到店自提',
      en: isFetched(order.delivery) ? 'must be pickup for this order' : 'cannot be pickup for this order',
    });
  }
  if (parcels.length >= MOST_PARCELS) throw new Problem('shipment.too_many', { params: { limit: MOST_PARCELS } });
  const remaining = remainingLines(order.lines, [...order.given_back, ...parcels.flatMap((parcel) => parcel.lines)]);
  if (remaining.length === 0) throw new Problem('order.nothing_to_ship');
  if (parcels.some((parcel) => parcel.kind !== kind))
    throw invalid('/kind', { zh: '一个订单的包裹须用同一种配送方式', en: 'must be that of the parcels before' });
  if (!lines) return remaining;
  const wrong = unshippable(lines, remaining);
  if (wrong.length > 0) {
    const detail = { zh: '不在订单中，或超过未发数量', en: 'is not in the order, or is more than is left to ship' };
    throw new Problem('shipment.invalid', {
      errors: wrong.map((index) => ({ pointer: `/lines/${index}`, code: 'invalid', detail })),
    });
  }
  if (kind !== 'express' && remainingLines(remaining, lines).length > 0)
    throw invalid('/lines', { zh: '只有快递可以分批发货', en: 'must hold everything: only express ships in parts' });
  return [...lines];
}

/** Whatever the shopper comes for: goods, a meal, an appointment. */
function isFetched(delivery: DeliveryMethod): boolean {
  return delivery !== 'express' && delivery !== 'local';
}

async function insertParcel(
  tx: TenantTransaction,
  parcel: {
    readonly id: ShipmentId;
    readonly orderId: string;
    readonly key: string;
    readonly requestHash: Buffer;
    readonly wish: ShipmentWish;
    readonly companyName: string | null;
    readonly lines: readonly ParcelLine[];
    readonly actor: Actor;
  },
): Promise<void> {
  const { wish } = parcel;
  await tx.execute(
    `insert into shipment (tenant_id, id, order_id, idempotency_key, request_hash, kind, company_id, company_name, tracking_no, lines, note,
       shipped_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tx.tenantId,
      parcel.id,
      parcel.orderId,
      parcel.key,
      parcel.requestHash,
      wish.kind,
      wish.companyId ?? null,
      parcel.companyName,
      wish.trackingNo ?? null,
      JSON.stringify(parcel.lines),
      wish.note ?? null,
      JSON.stringify(parcel.actor),
    ],
  );
}

function hashWish({ kind, companyId, trackingNo, lines, note }: ShipmentWish): Buffer {
  const canonical = [
    kind,
    companyId ?? null,
    trackingNo ?? null,
    lines?.map(({ skuId, quantity }) => [skuId, quantity]) ?? null,
    note ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest();
}
