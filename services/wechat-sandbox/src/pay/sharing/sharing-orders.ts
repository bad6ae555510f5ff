import type { ReceiverType, SharingOrder } from '../../state/pay-sharing.model.js';
import { list, merchantNumber, money, object, text } from '../body-schema.js';
import { unsplitFen } from '../funds.js';
import { openField } from '../keys/sensitive-field.js';
import { requireKind, requireSameSub, requireSub, subOf } from '../parties.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { invalidRequest, PayError, queryError } from '../pay-error.js';
import { orderKey, payIndex } from '../pay-index.js';
import { rfc3339 } from '../rfc3339.js';
import { receiverTypes } from './receivers.js';
import { maxSharingRatio, requestSharing, requestUnfreeze } from './request-sharing.js';
import { requireSharingAppids } from './sharing-parties.js';

const MAX_RECEIVERS = 50;

interface ShareBody {
  sub_mchid?: string;
  appid: string;
  sub_appid?: string;
  transaction_id: string;
  out_order_no: string;
  receivers: { type: ReceiverType; account: string; name?: string; amount: number; description: string }[];
  unfreeze_unsplit: boolean;
}
interface UnfreezeBody {
  sub_mchid?: string;
  transaction_id: string;
  out_order_no: string;
  description: string;
}

const receiver = object(
  { type: { enum: receiverTypes }, account: text(64), name: text(1024), amount: money, description: text(80) },
  ['type', 'account', 'amount', 'description'],
);
const isShareBody = compileBody<ShareBody>(
  object(
    {
      sub_mchid: text(32),
      appid: text(32),
      sub_appid: text(32),
      transaction_id: text(32),
      out_order_no: merchantNumber,
      receivers: list(receiver, MAX_RECEIVERS),
      unfreeze_unsplit: { type: 'boolean' },
    },
    ['appid', 'transaction_id', 'out_order_no', 'receivers', 'unfreeze_unsplit'],
  ),
);
const isUnfreezeBody = compileBody<UnfreezeBody>(
  object({ sub_mchid: text(32), transaction_id: text(32), out_order_no: merchantNumber, description: text(80) }, [
    'transaction_id',
    'out_order_no',
    'description',
  ]),
);

/** Shares of an order's money; wechat-pay-v3.md §10. */
export const sharingOrderEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/profitsharing/orders',
    rate: 'sharing',
    handle: async (call) => {
      const { world, merchant } = call;
      const body = readPayBody(isShareBody, call.incoming.body);
      const sub = subOf(world, merchant, body.sub_mchid);
      const types = body.receivers.map(({ type }) => type);
      requireSharingAppids(merchant, sub, body, types);
      const receivers = await Promise.all(body.receivers.map((share, position) => readShare(call, share, position)));
      const { transaction_id: transactionId, out_order_no: outOrderNo, unfreeze_unsplit: unfreezeUnsplit } = body;
      return view(requestSharing(world, merchant, sub, { transactionId, outOrderNo, unfreezeUnsplit, receivers }));
    },
  },

  {
    method: 'GET',
    path: '/v3/profitsharing/orders/:outOrderNo',
    rate: 'sharingQuery',
    handle: ({ world, merchant, incoming }) => {
      const { sub_mchid: subMchid, transaction_id: transactionId } = incoming.query;
      const sub = subOf(world, merchant, subMchid);
      if (!transactionId) throw queryError('transaction_id', transactionId, '缺少必填参数');
      const sharing = world.state.pay.sharings[orderKey(merchant.mchid, incoming.params['outOrderNo'] ?? '')];
      if (sharing?.transactionId !== transactionId) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '记录不存在');
      requireSameSub(sharing, sub);
      return view(sharing);
    },
  },

  {
    method: 'POST',
    path: '/v3/profitsharing/orders/unfreeze',
    rate: 'sharing',
    handle: ({ world, merchant, incoming }) => {
      const body = readPayBody(isUnfreezeBody, incoming.body);
      const sub = subOf(world, merchant, body.sub_mchid);
      const { transaction_id: transactionId, out_order_no: outOrderNo, description } = body;
      return view(requestUnfreeze(world, merchant, sub, { transactionId, outOrderNo, description }));
    },
  },

  {
    method: 'GET',
    path: '/v3/profitsharing/transactions/:transactionId/amounts',
    rate: 'sharingQuery',
    handle: ({ world, merchant, incoming }) => {
      const transactionId = incoming.params['transactionId'] ?? '';
      const order = payIndex(world).byTransaction.get(transactionId);
      if (order?.mchid !== merchant.mchid) throw invalidRequest('非本商户的订单不支持查询');
      if (!order.isShared) throw invalidRequest('非分账订单不支持此查询');
      return { transaction_id: transactionId, unsplit_amount: unsplitFen(world, order) };
    },
  },

  {
    method: 'GET',
    path: '/v3/profitsharing/merchant-configs/:subMchid',
    rate: 'sharingQuery',
    handle: ({ world, merchant, incoming }) => {
      requireKind(merchant, 'partner');
      const sub = requireSub(world, merchant, incoming.params['subMchid']);
      return { sub_mchid: sub.mchid, max_ratio: maxSharingRatio(world, sub) };
    },
  },
];

async function readShare(call: PayCall, share: ShareBody['receivers'][number], position: number) {
  const name = share.name === undefined ? null : await openField(call, `/receivers/${position}/name`, share.name);
  const { type, account, amount: amountFen, description } = share;
  return { type, account, name, amountFen, description };
}

const view = (sharing: SharingOrder): object => ({
  ...(sharing.subMchid !== null && { sub_mchid: sharing.subMchid }),
  transaction_id: sharing.transactionId,
  out_order_no: sharing.outOrderNo,
  order_id: sharing.orderId,
  state: sharing.state,
  receivers: sharing.receivers.map((share) => ({
    type: share.type,
    account: share.account,
    amount: share.amountFen,
    description: share.description,
    result: share.result,
    ...(share.failReason !== null && { fail_reason: share.failReason }),
    detail_id: share.detailId,
    create_time: rfc3339(share.createdAt),
    ...(share.finishedAt !== null && { finish_time: rfc3339(share.finishedAt) }),
  })),
});
