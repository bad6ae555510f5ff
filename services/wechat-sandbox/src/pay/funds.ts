import { randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder } from '../state/pay.model.js';
import type { FundEntry } from '../state/pay-books.model.js';
import type { World } from '../world.js';
import { findMerchant } from './merchants.js';
import { addFunds, payIndex, setFrozen } from './pay-index.js';

const DAY_MS = 86_400_000;

/** 0.6 % of the amount, rounded half up to a fen: what WeChat Pay usually charges [U]; 83 fen and less are free of it. */
export const feeOf = (amountFen: number): number => Math.round(amountFen * 0.006);

/** Books one movement and carries the balance on. A merchant the sandbox does not know keeps no books. */
export function bookFunds(
  world: World,
  mchid: string,
  entry: Pick<FundEntry, 'businessNo' | 'name' | 'type' | 'amountFen' | 'remark' | 'voucherNo'>,
): void {
  const merchant = findMerchant(world, mchid);
  if (merchant === null || entry.amountFen === 0) return;
  merchant.ledgerFen += entry.amountFen;
  const bookedAt = Date.now();
  addFunds(world, {
    ...entry,
    mchid,
    bookedAt,
    account: 'BASIC',
    flowNo: `${mchid}${bookedAt}${randomInt(10 ** 8, 10 ** 9)}`,
    balanceFen: merchant.ledgerFen,
  });
}

/** What the account can pay now: the balance without what is held for profit sharing. Infinite when it is not checked. */
export function availableFen(world: World, merchant: PayMerchant): number {
  if (!merchant.isBalanceChecked) return Number.POSITIVE_INFINITY;
  let held = 0;
  for (const order of payIndex(world).frozen.get(merchant.mchid) ?? []) held += frozenNow(world, order);
  return merchant.ledgerFen - held;
}

/** What is still held of an order; after 30 days the rest is the merchant's (wechat-pay-v3.md §10). */
export function frozenNow(world: World, order: PayOrder): number {
  const endsAfterMs = world.knobs.payAutoUnfreezeDays * DAY_MS;
  if (order.frozenFen > 0 && order.paidAt !== null && order.paidAt + endsAfterMs < Date.now()) {
    setFrozen(world, order, 0);
  }
  return order.frozenFen;
}

/** What of an order can still be shared: held, and not promised to a share that is being carried out. */
export function unsplitFen(world: World, order: PayOrder): number {
  const sharings = payIndex(world).sharingsOfTransaction.get(order.transactionId ?? '') ?? [];
  const pending = sharings.flatMap(({ receivers }) => receivers.filter(({ result }) => result === 'PENDING'));
  return Math.max(0, frozenNow(world, order) - pending.reduce((sum, { amountFen }) => sum + amountFen, 0));
}

/** Puts the balance where the knob wants it, as a top-up or a withdrawal; null stops the check. */
export function setBalance(world: World, merchant: PayMerchant, balanceFen: number | null): void {
  merchant.isBalanceChecked = balanceFen !== null;
  if (balanceFen === null) return;
  const amountFen = balanceFen - merchant.ledgerFen;
  const name = amountFen > 0 ? '充值' : '提现';
  bookFunds(world, merchant.mchid, { businessNo: '', name, type: name, amountFen, remark: name, voucherNo: '' });
}
