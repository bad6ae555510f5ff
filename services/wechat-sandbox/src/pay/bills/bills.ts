import { gzipSync } from 'node:zlib';
import { createHash, randomBytes } from 'node:crypto';
import { chinaDay } from '../../protocol/daily-quota.js';
import type { Family, Incoming, Outcome } from '../../protocol/exchange.js';
import type { PayMerchant } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { authenticate } from '../authorization.js';
import { requireKind, requireSub } from '../parties.js';
import { errorOutcome, faultOutcome, type PayCall, type PayEndpoint } from '../pay-endpoint.js';
import { PayError, queryError } from '../pay-error.js';
import { fundsOf, orderKey } from '../pay-index.js';
import { falsify } from './bill-faults.js';
import { writeFundFlowBill } from './fund-flow-bill.js';
import { type BillType, writeTradeBill } from './trade-bill.js';

const TOKEN_LIFE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BILL_TYPES = ['ALL', 'SUCCESS', 'REFUND'] as const;
const ACCOUNT_TYPES = ['BASIC', 'OPERATION', 'FEES'] as const;

/** Download addresses work for ten minutes and do not outlive the process. */
const downloads = new WeakMap<World, Map<string, { mchid: string; file: Buffer; expiresAt: number }>>();

/** The daily bills; wechat-pay-v3.md §9. */
export const billEndpoints: readonly PayEndpoint[] = [
  {
    method: 'GET',
    path: '/v3/bill/tradebill',
    handle: (call) => {
      const { bill_type: type, sub_mchid: subMchid } = call.incoming.query;
      const day = requireDay(call);
      const sub = subMchid === undefined ? null : requireSubOfPartner(call, subMchid);
      return offer(call, tradeBill(call, day, choose('bill_type', type, BILL_TYPES), sub));
    },
  },

  {
    method: 'GET',
    path: '/v3/bill/fundflowbill',
    handle: (call) => {
      const account = choose('account_type', call.incoming.query['account_type'], ACCOUNT_TYPES);
      const day = requireDay(call);
      const entries = fundsOf(call.world, call.merchant.mchid).filter(
        (entry) => entry.account === account && chinaDay(entry.bookedAt) === day,
      );
      if (entries.length === 0) throw noBill();
      return offer(call, writeFundFlowBill(entries));
    },
  },
];

/** The file itself: the request is signed, the answer is not. */
export const billDownload = (world: World): Family => ({
  answer: (incoming) => Promise.resolve(download(world, incoming)),
  faultOutcome,
});

function download(world: World, incoming: Incoming): Outcome {
  try {
    const merchant = authenticate(world, incoming);
    const found = downloads.get(world)?.get(incoming.query['token'] ?? '');
    if (found?.mchid !== merchant.mchid || found.expiresAt <= Date.now()) {
      throw new PayError(404, 'RESOURCE_NOT_EXISTS', '请求的账单文件不存在');
    }
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 200, headers, body: found.file, errcode: 0, appid: null };
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return errorOutcome(error, incoming);
  }
}

/** 400 when nothing happened that day. A partner's bill has all its sub merchants. */
function tradeBill({ world, merchant }: PayCall, day: string, type: BillType, sub: PayMerchant | null): string {
  const { orders, refunds, billFaults } = world.state.pay;
  const isTheirs = (of: { mchid: string; subMchid: string | null }): boolean =>
    of.mchid === merchant.mchid && (sub === null || of.subMchid === sub.mchid);
  const paid = Object.values(orders).filter(
    (order) => isTheirs(order) && order.paidAt !== null && chinaDay(order.paidAt) === day && type !== 'REFUND',
  );
  const returned = Object.values(refunds).flatMap((refund) => {
    const order = orders[orderKey(merchant.mchid, refund.outTradeNo)];
    return order && isTheirs(refund) && chinaDay(refund.createdAt) === day && type !== 'SUCCESS'
      ? [{ refund, order }]
      : [];
  });
  const shown = type === 'REFUND' ? paid : falsify(paid, billFaults, merchant, day);
  if (shown.length + returned.length === 0) throw noBill();
  return writeTradeBill(type, shown, returned);
}

/** The hash is of the file before it is packed. */
function offer({ world, merchant, incoming }: PayCall, bill: string): object {
  const tarType = incoming.query['tar_type'];
  if (tarType !== undefined && tarType !== 'GZIP') throw queryError('tar_type', tarType, '仅支持GZIP');
  const offered = downloads.get(world) ?? new Map<string, { mchid: string; file: Buffer; expiresAt: number }>();
  downloads.set(world, offered);
  for (const [old, { expiresAt }] of offered) if (expiresAt <= Date.now()) offered.delete(old);
  const token = randomBytes(24).toString('hex');
  const bytes = Buffer.from(bill);
  const file = tarType === 'GZIP' ? gzipSync(bytes) : bytes;
  offered.set(token, { mchid: merchant.mchid, file, expiresAt: Date.now() + TOKEN_LIFE_MS });
  return {
    hash_type: 'SHA1',
    hash_value: createHash('sha1').update(bytes).digest('hex'),
    download_url: `${world.publicUrl}/v3/billdownload/file?token=${token}`,
  };
}

/** Yesterday's bill comes at `settings.payBillFromHour`, and none is kept longer than three months. */
function requireDay({ world, incoming }: PayCall): string {
  const day = incoming.query['bill_date'] ?? '';
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) && chinaDay(Date.parse(day)) === day;
  if (!isDay) throw queryError('bill_date', day, 'bill_date格式为YYYY-MM-DD');
  const now = Date.now();
  if (day >= chinaDay(now)) throw noBill();
  const { payBillFromHour, payBillMonths } = world.knobs;
  const hour = new Date(now + 8 * HOUR_MS).getUTCHours();
  if (day === chinaDay(now - DAY_MS) && hour < payBillFromHour)
    throw new PayError(400, 'STATEMENT_CREATING', '账单生成中');
  const oldest = new Date(`${chinaDay(now)}T00:00:00Z`);
  oldest.setUTCMonth(oldest.getUTCMonth() - payBillMonths);
  if (day < oldest.toISOString().slice(0, 10)) throw queryError('bill_date', day, '仅支持下载三个月以内的账单');
  return day;
}

function requireSubOfPartner({ world, merchant }: PayCall, subMchid: string): PayMerchant {
  requireKind(merchant, 'partner');
  return requireSub(world, merchant, subMchid);
}

function choose<T extends string>(name: string, value: string | undefined, choices: readonly [T, ...T[]]): T {
  if (value === undefined) return choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw queryError(name, value, `可选值：${choices.join('、')}`);
  return found;
}

const noBill = (): PayError => new PayError(400, 'NO_STATEMENT_EXIST', '请求的账单文件不存在');
