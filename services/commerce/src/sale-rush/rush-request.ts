import type { OrderRequest } from '../orders/order-placement.js';

/** What a rush order may say; whatever else one says makes it an ordinary order. */
const known: ReadonlySet<string> = new Set([
  'lines',
  'delivery',
  'address',
  'expectedTotalFen',
  'expectedPayableFen',
  'coupons',
  'usePoints',
  'useBalance',
]);

/**
 * The SKU of an order that can be settled with others of its kind: one line without extras, sent or fetched, paid in money. Everything
 * else takes the ordinary road, also members of a request that this does not know.
 */
export function rushSkuOf(request: OrderRequest): string | null {
  const { lines, delivery } = request;
  const [line] = lines;
  if (line === undefined || lines.length > 1 || (line.modifierIds?.length ?? 0) > 0) return null;
  if (delivery !== 'express' && delivery !== 'pickup') return null;
  for (const [name, value] of Object.entries(request)) {
    if (value !== undefined && !isUsual(name, value)) return null;
  }
  return line.skuId;
}

/** Goods in a sale take no coupon, so that the best one is none; a coupon that was named has to be looked at. */
function isUsual(name: string, value: unknown): boolean {
  switch (name) {
    case 'coupons':
      return value === 'best' || value === 'none';
    case 'usePoints':
    case 'useBalance':
      return value === false;
    default:
      return known.has(name);
  }
}
