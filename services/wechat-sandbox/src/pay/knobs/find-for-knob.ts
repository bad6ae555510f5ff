import { KnobError } from '../../protocol/knob-error.js';
import type { PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { findMerchant } from '../merchants.js';
import { findOrder } from '../orders/find-order.js';
import { PayError } from '../pay-error.js';
import { payIndex } from '../pay-index.js';

export interface NamedOrder {
  transactionId?: string;
  mchid?: string;
  outTradeNo?: string;
}

/** The order a knob names by WeChat's number, or by mchid (a sub merchant's too) and the merchant's number. */
export function orderOf(world: World, { transactionId, mchid, outTradeNo }: NamedOrder): PayOrder {
  if (transactionId === undefined && (mchid === undefined || outTradeNo === undefined)) {
    throw new KnobError(400, 'Name the order by "transactionId", or by "mchid" and "outTradeNo".');
  }
  const signers = [mchid ?? '', ...(findMerchant(world, mchid ?? '')?.partners ?? [])];
  const order =
    transactionId === undefined
      ? signers.map((signer) => findOrder(world, signer, outTradeNo ?? '')).find((found) => found !== null)
      : payIndex(world).byTransaction.get(transactionId);
  if (!order) throw new KnobError(404, `There is no order ${transactionId ?? outTradeNo ?? ''}.`);
  return order;
}

/** What WeChat Pay would refuse is a 409 of the knob. */
export function asKnob<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof PayError) throw new KnobError(409, `${error.code}: ${error.message}`);
    throw error;
  }
}
