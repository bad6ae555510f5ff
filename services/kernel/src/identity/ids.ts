import { randomFillSync } from 'node:crypto';

/** A string that may only be used where its kind is asked for; swapping two ids does not compile. */
export type Branded<Kind extends string> = string & { readonly __kind: Kind };

/** The merchant's id, the unit of isolation (design §4.3). */
export type TenantId = Branded<'tenant'>;
export type AgencyId = Branded<'agency'>;
export type MemberId = Branded<'member'>;
export type ApiKeyId = Branded<'apiKey'>;
export type AppletId = Branded<'applet'>;
export type BuildId = Branded<'build'>;
export type SubmissionId = Branded<'submission'>;
export type DirectUploadId = Branded<'directUpload'>;
export type ProductId = Branded<'product'>;
export type SkuId = Branded<'sku'>;
export type ShopperId = Branded<'shopper'>;
export type OrderId = Branded<'order'>;
export type PaymentId = Branded<'payment'>;
export type PaymentAccountId = Branded<'paymentAccount'>;
export type ReconciliationId = Branded<'reconciliation'>;
export type RefundId = Branded<'refund'>;
export type ShipmentId = Branded<'shipment'>;
export type MessageId = Branded<'message'>;
/** A mini-program's AppID as WeChat issues it: `wx` and 16 hexadecimal digits. */
export type AppId = Branded<'appId'>;

export const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
export const APP_ID_PATTERN = '^wx[0-9a-f]{16}$';

/** Names the kind of an id that has passed validation at the door. */
export function asId<T extends string>(value: string): T {
  return value as T;
}

// Random bytes are drawn in blocks: one system call per 256 ids instead of one per id.
const pool = Buffer.allocUnsafe(4096);
let poolOffset = pool.length;

/** A UUIDv7 (RFC 9562): ordered by creation time, so that keys of new rows sit together in an index. */
export function newId<T extends string>(): T {
  if (poolOffset + 10 > pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  const random = pool.toString('hex', poolOffset, poolOffset + 10);
  const variant = ((pool[poolOffset + 2] ?? 0) & 0x3f) | 0x80;
  poolOffset += 10;
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant.toString(16)}${random.slice(6, 8)}-${random.slice(8, 20)}` as T;
}
