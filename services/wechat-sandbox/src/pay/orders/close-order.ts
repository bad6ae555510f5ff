import type { PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { invalidRequest, PayError } from '../pay-error.js';

/** May be repeated; a paid order stays paid. wechat-pay-v3.md §5. */
export function closeOrder(world: World, order: PayOrder): void {
  if (order.state === 'SUCCESS' || order.state === 'REFUND')
    throw new PayError(400, 'ORDERPAID', '该订单已支付', undefined, 268449538);
  const { payCloseAfterMs, timeScale } = world.knobs;
  if (order.state === 'NOTPAY' && order.createdAt + payCloseAfterMs / timeScale > Date.now()) {
    throw invalidRequest('订单生成后不能马上调用关单接口');
  }
  order.state = 'CLOSED';
}
