import { randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { ReceiverType, SharingOrder, SharingShare } from '../../state/pay-sharing.model.js';
import type { World } from '../../world.js';
import { unsplitFen } from '../funds.js';
import { fingerprint } from '../pay-body.js';
import { invalidRequest, parameterError, PayError } from '../pay-error.js';
import { addSharing, holderOf, orderKey, payIndex, receiverKey } from '../pay-index.js';
import { requireSettled, requireSharedOrder } from './sharing-parties.js';

const MAX_REQUESTS = 50;

export interface ShareRequest {
  transactionId: string;
  outOrderNo: string;
  unfreezeUnsplit: boolean;
  receivers: readonly {
    type: ReceiverType;
    account: string;
    name: string | null;
    amountFen: number;
    description: string;
  }[];
}

/** Takes a share on; the same out_order_no again must carry the same parameters. wechat-pay-v3.md §10. */
export function requestSharing(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  request: ShareRequest,
): SharingOrder {
  const known = findKnown(world, merchant, request.outOrderNo, fingerprint(request));
  if (known) return known;
  const order = requireSharedOrder(world, merchant, sub, request.transactionId);
  requireSettled(world, order);
  requireRoom(world, order);
  requireReceivers(world, order, request);
  const wanted = request.receivers.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (wanted > unsplitFen(world, order)) throw new PayError(403, 'NOT_ENOUGH', '分账金额不足');
  requireRatio(world, merchant, sub, order, request);
  return enter(world, order, request, false);
}

/** Ends the sharing of an order: what is left goes to its merchant. Needs a number of its own. */
export function requestUnfreeze(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  request: { transactionId: string; outOrderNo: string; description: string },
): SharingOrder {
  const known = findKnown(world, merchant, request.outOrderNo, fingerprint(request));
  if (known) return known;
  const order = requireSharedOrder(world, merchant, sub, request.transactionId);
  requireSettled(world, order);
  requireRoom(world, order);
  const left = unsplitFen(world, order);
  if (left === 0) throw new PayError(403, 'NOT_ENOUGH', '订单剩余待分金额为0');
  const rest = { type: 'MERCHANT_ID' as const, account: holderOf(order), name: null, amountFen: left };
  const receivers = [{ ...rest, description: request.description }];
  return enter(world, order, { ...request, receivers, unfreezeUnsplit: true }, true, fingerprint(request));
}

function findKnown(world: World, merchant: PayMerchant, outOrderNo: string, repeated: string): SharingOrder | null {
  const known = world.state.pay.sharings[orderKey(merchant.mchid, outOrderNo)];
  if (!known) return null;
  if (known.fingerprint === repeated) return known;
  throw invalidRequest('请求重入时，参数与首次请求时不一致', 268498688);
}

const sharingsOf = (world: World, order: PayOrder): readonly SharingOrder[] =>
  payIndex(world).sharingsOfTransaction.get(order.transactionId ?? '') ?? [];

function requireRoom(world: World, order: PayOrder): void {
  if (sharingsOf(world, order).length >= MAX_REQUESTS)
    throw new PayError(403, 'RULE_LIMIT', '同一笔订单的分账次数超过50次');
}

function requireReceivers(world: World, order: PayOrder, { receivers }: ShareRequest): void {
  const named = new Set<string>();
  receivers.forEach(({ type, account, name }, position) => {
    const place = `/receivers/${position}`;
    const key = receiverKey({ mchid: order.mchid, subMchid: order.subMchid, type, account });
    if (named.has(key)) throw parameterError(place, account, '分账接收方重复');
    named.add(key);
    if (account === holderOf(order)) return;
    const receiver = world.state.pay.receivers[key];
    if (!receiver) throw invalidRequest(`分账接收方${account}未添加，请先添加分账接收方`);
    if (name !== null && receiver.name !== null && name !== receiver.name) {
      throw parameterError(`${place}/name`, undefined, '分账接收方姓名与添加时不一致');
    }
  });
}

/** All shares of an order together, without what its merchant gets itself. */
function requireRatio(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  order: PayOrder,
  request: ShareRequest,
): void {
  const toOthers = ({ account }: { account: string }): boolean => account !== holderOf(order);
  const earlier = sharingsOf(world, order).flatMap(({ receivers }) =>
    receivers.filter((share) => toOthers(share) && share.result !== 'CLOSED'),
  );
  const total = [...earlier, ...request.receivers.filter(toOthers)].reduce((sum, { amountFen }) => sum + amountFen, 0);
  const ratio = maxSharingRatio(world, sub ?? merchant);
  if (total * 10_000 > order.totalFen * ratio) throw new PayError(403, 'RULE_LIMIT', '分账金额超出最大分账比例');
}

export const maxSharingRatio = (world: World, holder: PayMerchant): number =>
  holder.maxSharingRatio ?? world.knobs.payMaxSharingRatio;

function enter(
  world: World,
  order: PayOrder,
  request: ShareRequest,
  isUnfreeze: boolean,
  repeated = fingerprint(request),
): SharingOrder {
  const now = Date.now();
  const shares = request.receivers.map(
    ({ type, account, amountFen, description }): SharingShare => ({
      detailId: `36${now}${randomInt(10 ** 12, 10 ** 13)}`,
      type,
      account,
      amountFen,
      description,
      result: 'PENDING',
      failReason: null,
      createdAt: now,
      finishedAt: null,
    }),
  );
  const sharing: SharingOrder = {
    mchid: order.mchid,
    subMchid: order.subMchid,
    orderId: `30${now}${randomInt(10 ** 12, 10 ** 13)}`,
    outOrderNo: request.outOrderNo,
    transactionId: request.transactionId,
    fingerprint: repeated,
    state: 'PROCESSING',
    unfreezeUnsplit: request.unfreezeUnsplit,
    isUnfreeze,
    receivers: shares,
    createdAt: now,
  };
  addSharing(world, sharing);
  world.scheduler.plan('sharing', orderKey(sharing.mchid, sharing.outOrderNo), world.knobs.paySharingMs);
  return sharing;
}
