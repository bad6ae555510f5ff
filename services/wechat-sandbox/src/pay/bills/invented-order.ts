import { createHash } from 'node:crypto';
import type { PayOrder } from '../../state/pay.model.js';

type Owner = Pick<PayOrder, 'mchid' | 'appid'>;

/** A payment of that day that never was: 1.00 yuan at noon. The same number always has the same transaction. */
export function inventedOrder({ mchid, appid }: Owner, outTradeNo: string, day: string): PayOrder {
  const paidAt = Date.parse(`${day}T12:00:00+08:00`);
  const digits = BigInt(`0x${createHash('sha256').update(`${mchid}${outTradeNo}`).digest('hex').slice(0, 16)}`);
  return {
    mchid,
    appid,
    subMchid: null,
    subAppid: null,
    outTradeNo,
    fingerprint: '',
    description: '',
    attach: null,
    notifyUrl: '',
    totalFen: 100,
    openid: '',
    subOpenid: null,
    deviceId: null,
    prepayIds: [],
    payableUntilAt: paidAt,
    state: 'SUCCESS',
    transactionId: `42000${String(digits).padStart(23, '0').slice(-23)}`,
    isShared: false,
    frozenFen: 0,
    createdAt: paidAt,
    paidAt,
  };
}
