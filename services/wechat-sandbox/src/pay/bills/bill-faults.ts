import { randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { BillFault } from '../../state/pay-books.model.js';
import { inventedOrder } from './invented-order.js';

/** Falsifies the payments of a bill as `POST /sandbox/pay/bill-faults` asked. The state stays as it is. */
export function falsify(
  orders: readonly PayOrder[],
  faults: readonly BillFault[],
  { mchid, appids }: Pick<PayMerchant, 'mchid' | 'appids'>,
  day: string,
): PayOrder[] {
  let shown = [...orders];
  for (const fault of faults.filter((candidate) => candidate.mchid === mchid)) {
    const target = fault.outTradeNo ?? shown[0]?.outTradeNo;
    if (fault.kind === 'missing') shown = shown.filter(({ outTradeNo }) => outTradeNo !== target);
    if (fault.kind === 'amount') {
      shown = shown.map((order) => (order.outTradeNo === target ? { ...order, totalFen: order.totalFen + 1 } : order));
    }
    if (fault.kind === 'extra') {
      shown.push(
        inventedOrder(
          { mchid, appid: appids[0] ?? '' },
          fault.outTradeNo ?? `EXTRA${randomInt(10 ** 8, 10 ** 9)}`,
          day,
        ),
      );
    }
  }
  return shown;
}
