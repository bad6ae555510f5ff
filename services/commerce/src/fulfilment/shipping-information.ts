import type { ShippedParcel, ShippingInformation, ShippingKind, WechatOrder } from '#kernel/wechat/shipping-client.js';
import { describeGoods, type OrderedLine, type ParcelLine } from './parcel-lines.js';
import type { FulfilmentState } from './upload-machine.js';

export interface StoredParcel {
  readonly kind: ShippingKind;
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly trackingNo: string | null;
  readonly lines: readonly ParcelLine[];
}

export interface ShippedOrder {
  readonly transaction_id: string;
  readonly open_id: string;
  readonly fulfilment: FulfilmentState;
  readonly ordered: readonly OrderedLine[];
  readonly phone: string | null;
  /** At least one; all of one kind. */
  readonly parcels: readonly StoredParcel[];
}

/** An order's parcels as WeChat wants to be told of them: in one piece when a single parcel holds everything, else split. */
export function shippingInformation(order: ShippedOrder, now: Date): ShippingInformation {
  const isAllDelivered = order.fulfilment !== 'partly' && order.fulfilment !== 'unfulfilled';
  return {
    transactionId: order.transaction_id,
    openId: order.open_id,
    kind: order.parcels[0]?.kind ?? 'express',
    parcels: order.parcels.map((parcel) => wechatParcel(parcel, order)),
    split: order.parcels.length > 1 || !isAllDelivered,
    isAllDelivered,
    uploadedAt: now,
  };
}

/** Whether what WeChat shows is what we would tell it. */
export function isTold(order: ShippedOrder, known: WechatOrder): boolean {
  const { kind, parcels, isAllDelivered } = shippingInformation(order, new Date());
  const told = [...known.trackingNos].sort();
  const ours = parcels.flatMap(({ trackingNo }) => (trackingNo === undefined ? [] : [trackingNo])).sort();
  return (
    known.isComplete === isAllDelivered &&
    (known.kind === null || known.kind === kind) &&
    told.length === ours.length &&
    told.every((trackingNo, index) => trackingNo === ours[index])
  );
}

function wechatParcel(parcel: StoredParcel, order: ShippedOrder): ShippedParcel {
  const goods = describeGoods(parcel.lines, order.ordered);
  if (parcel.kind !== 'express') return { goods };
  const phone = isSfExpress(parcel) ? masked(order.phone) : null;
  return {
    goods,
    ...(parcel.trackingNo !== null && { trackingNo: parcel.trackingNo }),
    ...(parcel.companyId !== null && { companyId: parcel.companyId }),
    ...(phone !== null && { maskedReceiverPhone: phone }),
  };
}

/** SF Express shows a parcel's way only to whoever knows a telephone number of it. */
function isSfExpress({ companyId, companyName }: StoredParcel): boolean {
  return companyName?.includes('顺丰') ?? companyId?.startsWith('SF') ?? false;
}

/** `138****8000` */
function masked(phone: string | null): string | null {
  const digits = (phone ?? '').replaceAll(/\D/g, '').slice(-11);
  return digits.length < 5 ? null : `${digits.slice(0, Math.min(3, digits.length - 4))}****${digits.slice(-4)}`;
}
