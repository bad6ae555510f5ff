import type { PayOrder, PayRefund, PayState } from '../state/pay.model.js';
import type { FundEntry } from '../state/pay-books.model.js';
import type { SharingOrder, SharingReceiver, SharingReturn } from '../state/pay-sharing.model.js';
import type { World } from '../world.js';

/** Finds by every number what the state keeps by one. Made from the state on first use, then kept by the `add…` functions. */
interface PayIndex {
  byTransaction: Map<string, PayOrder>;
  byPrepayId: Map<string, PayOrder>;
  refundsOfOrder: Map<string, PayRefund[]>;
  refundsById: Map<string, PayRefund>;
  sharingsOfTransaction: Map<string, SharingOrder[]>;
  returnsOfTransaction: Map<string, SharingReturn[]>;
  /** How many receivers each merchant (`mchid:sub_mchid`) has. */
  receiverCounts: Map<string, number>;
  fundsOf: Map<string, FundEntry[]>;
  /** Orders whose money is held for profit sharing, by the merchant that holds it. */
  frozen: Map<string, Set<PayOrder>>;
}

const indexes = new WeakMap<PayState, PayIndex>();

export function payIndex(world: World): PayIndex {
  const { pay } = world.state;
  const known = indexes.get(pay);
  if (known) return known;
  const index: PayIndex = {
    byTransaction: new Map(),
    byPrepayId: new Map(),
    refundsOfOrder: new Map(),
    refundsById: new Map(),
    sharingsOfTransaction: new Map(),
    returnsOfTransaction: new Map(),
    receiverCounts: new Map(),
    fundsOf: new Map(),
    frozen: new Map(),
  };
  for (const order of Object.values(pay.orders)) {
    for (const { value } of order.prepayIds) index.byPrepayId.set(value, order);
    if (order.transactionId !== null) index.byTransaction.set(order.transactionId, order);
    if (order.frozenFen > 0) enterFrozen(index, order);
  }
  for (const refund of Object.values(pay.refunds)) enterRefund(index, refund);
  for (const sharing of Object.values(pay.sharings))
    append(index.sharingsOfTransaction, sharing.transactionId, sharing);
  for (const entry of Object.values(pay.funds)) append(index.fundsOf, entry.mchid, entry);
  for (const receiver of Object.values(pay.receivers)) countReceiver(index, receiver, 1);
  for (const back of Object.values(pay.sharingReturns)) append(index.returnsOfTransaction, back.transactionId, back);
  indexes.set(pay, index);
  return index;
}

export const orderKey = (mchid: string, number: string): string => `${mchid}:${number}`;

/** The merchant whose money it is: the sub merchant in partner mode. */
export const holderOf = ({ mchid, subMchid }: { mchid: string; subMchid: string | null }): string => subMchid ?? mchid;

export function addRefund(world: World, refund: PayRefund): void {
  world.state.pay.refunds[orderKey(refund.mchid, refund.outRefundNo)] = refund;
  enterRefund(payIndex(world), refund);
}

export function addSharing(world: World, sharing: SharingOrder): void {
  world.state.pay.sharings[orderKey(sharing.mchid, sharing.outOrderNo)] = sharing;
  append(payIndex(world).sharingsOfTransaction, sharing.transactionId, sharing);
}

export function addSharingReturn(world: World, back: SharingReturn): void {
  world.state.pay.sharingReturns[orderKey(back.mchid, back.outReturnNo)] = back;
  append(payIndex(world).returnsOfTransaction, back.transactionId, back);
}

export function addFunds(world: World, entry: FundEntry): void {
  world.state.pay.funds[entry.flowNo] = entry;
  append(payIndex(world).fundsOf, entry.mchid, entry);
}

/** Oldest first. */
export const fundsOf = (world: World, mchid: string): readonly FundEntry[] => payIndex(world).fundsOf.get(mchid) ?? [];

export function addReceiver(world: World, receiver: SharingReceiver): void {
  const { receivers } = world.state.pay;
  const key = receiverKey(receiver);
  if (!Object.hasOwn(receivers, key)) countReceiver(payIndex(world), receiver, 1);
  receivers[key] = receiver;
}

export function removeReceiver(world: World, receiver: SharingReceiver): void {
  if (delete world.state.pay.receivers[receiverKey(receiver)]) countReceiver(payIndex(world), receiver, -1);
}

export const receiverKey = (of: Pick<SharingReceiver, 'mchid' | 'subMchid' | 'type' | 'account'>): string =>
  `${of.mchid}:${of.subMchid ?? ''}:${of.type}:${of.account}`;

/** Holds so much of the order's money for profit sharing; 0 lets it go. */
export function setFrozen(world: World, order: PayOrder, frozenFen: number): void {
  order.frozenFen = frozenFen;
  const index = payIndex(world);
  if (frozenFen > 0) enterFrozen(index, order);
  else index.frozen.get(holderOf(order))?.delete(order);
}

export const refundsOf = (world: World, order: PayOrder): readonly PayRefund[] =>
  payIndex(world).refundsOfOrder.get(orderKey(order.mchid, order.outTradeNo)) ?? [];

function enterRefund(index: PayIndex, refund: PayRefund): void {
  append(index.refundsOfOrder, orderKey(refund.mchid, refund.outTradeNo), refund);
  index.refundsById.set(refund.refundId, refund);
}

function enterFrozen(index: PayIndex, order: PayOrder): void {
  const holder = holderOf(order);
  const orders = index.frozen.get(holder) ?? new Set<PayOrder>();
  index.frozen.set(holder, orders.add(order));
}

function countReceiver(index: PayIndex, receiver: SharingReceiver, change: number): void {
  const key = orderKey(receiver.mchid, receiver.subMchid ?? '');
  index.receiverCounts.set(key, (index.receiverCounts.get(key) ?? 0) + change);
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
