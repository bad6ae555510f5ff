import { type LoadRequest, UNIQUE_MARK } from '../load/load-plan.js';
import type { DrawShop } from '../stage/draw-data.js';
import { post } from './shop-requests.js';

/** One try by each shopper in turn; each sending is a try of its own. */
export function drawTries({ appId, drawId, shoppers }: DrawShop): LoadRequest[] {
  return shoppers.map((authorization) =>
    post(`/a/${appId}/draws/${drawId}/entries`, { authorization, 'idempotency-key': `bench-${UNIQUE_MARK}` }, {}),
  );
}
