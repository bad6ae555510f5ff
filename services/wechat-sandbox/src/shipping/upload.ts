import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';
import type { Parcel, ShippedOrder } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import type { PayOrder } from '../state/pay.model.js';
import { readOrderKey, requirePaidOrder } from './order-key.js';
import { payerOpenid } from './payment-order.js';
import { areSameParcels, contentOf, readShipment, readUploadTime, type Shipment, UNIFIED } from './shipment.js';
import { findShipped, orderState, shippedOf, shippingOf } from './shipping-state.js';
import { shipmentFinished } from './trade-progress.js';

const SHIPPING = { sets: [142] };
const MAX_PARCELS = 15;
const CORRECTIONS = 2;

interface Upload {
  order: PayOrder & { transactionId: string };
  shipment: Shipment;
  uploadTime: { text: string; instant: number };
}

/** Reporting shipments; login-and-user.md §9. */
export const shippingUploadEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/upload_shipping_info',
    (call, app) => {
      const key = readOrderKey(call.body);
      const shipment = readShipment(call.body);
      const uploadTime = readUploadTime(call.body);
      const order = requirePaidOrder(call.world, app, key);
      requirePayer(call, app, order);
      store(call.world, app, { order, shipment, uploadTime });
      return ok();
    },
    SHIPPING,
  ),

  authorizerEndpoint('POST', '/wxa/sec/order/upload_combined_shipping_info', combined, SHIPPING),
];

/** Every sub-order is checked before the first is stored: the call takes effect whole or not at all. */
function combined(call: Call, app: App): object {
  readOrderKey(call.body);
  const parts = call.body.list('sub_orders') ?? [];
  if (parts.length === 0 || parts.length > 50) throw new ApiError(10060014, 'sub_orders must be 1 to 50');
  const uploadTime = readUploadTime(call.body);
  const uploads = parts.map((part): Upload => {
    const fields = Fields.from(part);
    const shipment = readShipment(fields);
    const order = requirePaidOrder(call.world, app, readOrderKey(fields));
    requirePayer(call, app, order);
    check(call.world, app, { order, shipment, uploadTime });
    return { order, shipment, uploadTime };
  });
  if (new Set(uploads.map(({ order }) => order.transactionId)).size < uploads.length)
    throw new ApiError(10060014, 'sub_orders names an order twice');
  for (const upload of uploads) store(call.world, app, upload);
  return ok();
}

function requirePayer({ body }: Call, app: App, order: PayOrder): void {
  const openid = body.object('payer', 10060014).string('openid', 10060014);
  if (openid !== payerOpenid(app, order)) throw new ApiError(10060031);
}

/** Refusals that depend on what was reported before; gives the parcels the order will have. */
function check(world: World, app: App, { order, shipment, uploadTime }: Upload): Omit<Parcel, 'uploadedAt'>[] {
  const shipped = findShipped(app, order.transactionId);
  const state = orderState(world, order, shipped);
  if (state === 5 || app.afterRelease?.shipping?.isControlled === true) throw new ApiError(10060004);
  if (state === 3 || state === 4 || state === 6) throw new ApiError(10060002);
  if (shipped === null || shipped.uploadTime === null) return shipment.parcels;
  if (isUnchanged(shipped, shipment)) throw new ApiError(10060023);
  if (uploadTime.instant <= Date.parse(shipped.uploadTime)) throw new ApiError(268485216, 'upload_time must increase');
  if (isCorrection(shipped, shipment)) {
    if (shipped.finishCount >= CORRECTIONS) throw new ApiError(10060003);
    return shipment.parcels;
  }
  const known = new Set(shipped.parcels.map(({ trackingNo }) => trackingNo));
  const parcels = [
    ...shipped.parcels.map(contentOf),
    ...shipment.parcels.filter(({ trackingNo }) => !known.has(trackingNo)),
  ];
  if (parcels.length > MAX_PARCELS) throw new ApiError(10060024);
  return parcels;
}

/** After completion, or in another mode, it is the one correction an order has. */
const isCorrection = (shipped: ShippedOrder, { deliveryMode, logisticsType }: Shipment): boolean =>
  shipped.isFinished || shipped.deliveryMode !== deliveryMode || shipped.logisticsType !== logisticsType;

const isUnchanged = (
  shipped: ShippedOrder,
  { deliveryMode, logisticsType, parcels, isAllDelivered }: Shipment,
): boolean =>
  shipped.deliveryMode === deliveryMode &&
  shipped.logisticsType === logisticsType &&
  shipped.isFinished === isAllDelivered &&
  areSameParcels(shipped.parcels, parcels);

function store(world: World, app: App, upload: Upload): void {
  const parcels = check(world, app, upload);
  const { order, shipment, uploadTime } = upload;
  shippingOf(app);
  const shipped = shippedOf(app, order.transactionId);
  const uploadedAt = Date.now();
  const wasFinished = shipped.isFinished;
  const isFinished = shipment.deliveryMode === UNIFIED || shipment.isAllDelivered;
  const isModeChange = shipped.deliveryMode !== null && shipped.deliveryMode !== shipment.deliveryMode && !wasFinished;
  Object.assign(shipped, {
    logisticsType: shipment.logisticsType,
    deliveryMode: shipment.deliveryMode,
    parcels: parcels.map((parcel) => ({ ...parcel, uploadedAt })),
    isFinished,
    finishCount: Math.min(CORRECTIONS, shipped.finishCount + (isFinished ? 1 : 0) + (isModeChange ? 1 : 0)),
    uploadTime: uploadTime.text,
    shippedAt: isFinished ? uploadedAt : shipped.shippedAt,
  } satisfies Partial<ShippedOrder>);
  if (isFinished) shipmentFinished(world, app, order, shipped);
}
