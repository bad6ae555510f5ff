import { findUserByOpenid } from '../../login/users.js';
import type { PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { rfc3339 } from '../rfc3339.js';

/** An order as its merchant sees it; also the plaintext of the payment notice. wechat-pay-v3.md §5. */
export function transactionView(world: World, order: PayOrder): object {
  const isPaid = order.paidAt !== null;
  return {
    ...partiesView(order),
    out_trade_no: order.outTradeNo,
    ...(isPaid && { transaction_id: order.transactionId, trade_type: 'JSAPI', bank_type: 'OTHERS' }),
    trade_state: order.state,
    trade_state_desc: { NOTPAY: '订单未支付', SUCCESS: '支付成功', REFUND: '转入退款', CLOSED: '已关闭' }[order.state],
    ...(isPaid && order.attach !== null && { attach: order.attach }),
    ...(order.paidAt !== null && { success_time: rfc3339(order.paidAt) }),
    payer: payerView(world, order),
    amount: {
      total: order.totalFen,
      currency: 'CNY',
      ...(isPaid && { payer_total: order.totalFen, payer_currency: 'CNY' }),
    },
    ...(order.deviceId !== null && { scene_info: { device_id: order.deviceId } }),
  };
}

const partiesView = (order: PayOrder): object =>
  order.subMchid === null
    ? { appid: order.appid, mchid: order.mchid }
    : {
        ...(order.appid !== '' && { sp_appid: order.appid }),
        sp_mchid: order.mchid,
        ...(order.subAppid !== null && { sub_appid: order.subAppid }),
        sub_mchid: order.subMchid,
      };

/** A person known under both AppIDs of a partner order is shown under both. */
function payerView(world: World, order: PayOrder): object {
  if (order.subMchid === null) return { openid: order.openid };
  const spOpenid = order.openid || openidOfSamePerson(world, order.subAppid, order.subOpenid, order.appid);
  const subOpenid = order.subOpenid ?? openidOfSamePerson(world, order.appid, order.openid, order.subAppid);
  return { ...(spOpenid && { sp_openid: spOpenid }), ...(subOpenid && { sub_openid: subOpenid }) };
}

function openidOfSamePerson(
  world: World,
  fromAppid: string | null,
  openid: string | null,
  toAppid: string | null,
): string | null {
  const from = world.findApp(fromAppid ?? '');
  const to = world.findApp(toAppid ?? '');
  if (from === null || to === null || openid === null) return null;
  const person = findUserByOpenid(from, openid)?.user;
  return person !== undefined && Object.hasOwn(to.users, person) ? (to.users[person]?.openid ?? null) : null;
}
