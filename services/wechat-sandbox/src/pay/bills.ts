import { createHash, randomBytes } from 'node:crypto';
import { chinaDay } from '../protocol/daily-quota.js';
import type { Family, Incoming } from '../protocol/exchange.js';
import type { PayMerchant } from '../state/pay.model.js';
import type { World } from '../world.js';
import { writeBillFile } from './bill-file.js';
import { orderKey } from './orders.js';
import { authenticate, type PayEndpoint } from './pay-endpoint.js';
import { PayError } from './pay-error.js';

const TOKEN_LIFE_MS = 10 * 60_000;
/** Download addresses work for ten minutes and are not part of the snapshot. */
const downloads = new Map<string, { mchid: string; bill: string; expiresAt: number }>();

/** The daily trade bill; wechat-pay-v3.md §9. */
export const billEndpoints: readonly PayEndpoint[] = [
  {
    method: 'GET',
    path: '/v3/bill/tradebill',
    handle: ({ world, merchant, incoming }) => {
      const day = incoming.query['bill_date'] ?? '';
      if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new PayError(400, 'PARAM_ERROR', 'bill_date格式为YYYY-MM-DD');
      if (day >= chinaDay(Date.now())) throw new PayError(400, 'NO_STATEMENT_EXIST', '请求的账单文件不存在');
      const bill = writeBill(world, merchant, day, incoming.query['bill_type'] ?? 'ALL');
      const token = randomBytes(24).toString('hex');
      downloads.set(token, { mchid: merchant.mchid, bill, expiresAt: Date.now() + TOKEN_LIFE_MS });
      return {
        hash_type: 'SHA1',
        hash_value: createHash('sha1').update(bill).digest('hex'),
        download_url: `${world.publicUrl}/v3/billdownload/file?token=${token}`,
      };
    },
  },
];

/** The file itself: the request is signed, the answer is not. */
export const billDownload = (world: World): Family => ({
  answer: (incoming) => Promise.resolve(download(world, incoming)),
  faultOutcome: (fault) => ({
    status: fault.httpStatus ?? 500,
    headers: {},
    body: '',
    errcode: 'SYSTEM_ERROR',
    appid: null,
  }),
});

function download(world: World, incoming: Incoming) {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  try {
    const merchant = authenticate(world, incoming);
    const found = downloads.get(incoming.query['token'] ?? '');
    if (found?.mchid === merchant.mchid && found.expiresAt > Date.now()) {
      return { status: 200, headers, body: found.bill, errcode: 0, appid: null };
    }
    throw new PayError(404, 'RESOURCE_NOT_EXISTS', '请求的账单文件不存在');
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    const body = JSON.stringify({ code: error.code, message: error.message });
    return { status: error.status, headers, body, errcode: error.code, appid: null };
  }
}

/** 400 when nothing happened that day. */
function writeBill(world: World, { mchid }: PayMerchant, day: string, type: string): string {
  const { orders, refunds } = world.state.pay;
  const paid = Object.values(orders).filter(
    (order) => order.mchid === mchid && order.paidAt !== null && chinaDay(order.paidAt) === day && type !== 'REFUND',
  );
  const returned = Object.values(refunds).flatMap((refund) => {
    const order = orders[orderKey(mchid, refund.outTradeNo)];
    return refund.mchid === mchid && order && chinaDay(refund.createdAt) === day && type !== 'SUCCESS'
      ? [{ refund, order }]
      : [];
  });
  if (paid.length + returned.length === 0) throw new PayError(400, 'NO_STATEMENT_EXIST', '请求的账单文件不存在');
  return writeBillFile(paid, returned);
}
