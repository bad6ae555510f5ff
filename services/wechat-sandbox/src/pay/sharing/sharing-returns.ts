import { randomInt } from 'node:crypto';
import type { SharingOrder, SharingReturn } from '../../state/pay-sharing.model.js';
import { merchantNumber, money, object, text } from '../body-schema.js';
import { requireSameSub, subOf } from '../parties.js';
import { compileBody, fingerprint, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { invalidRequest, parameterError, PayError, queryError } from '../pay-error.js';
import { addSharingReturn, orderKey, payIndex } from '../pay-index.js';
import { rfc3339 } from '../rfc3339.js';

interface ReturnBody {
  sub_mchid?: string;
  order_id?: string;
  out_order_no?: string;
  out_return_no: string;
  return_mchid: string;
  amount: number;
  description: string;
}

const isReturnBody = compileBody<ReturnBody>(
  object(
    {
      sub_mchid: text(32),
      order_id: text(64),
      out_order_no: merchantNumber,
      out_return_no: merchantNumber,
      return_mchid: text(32),
      amount: money,
      description: text(80),
    },
    ['out_return_no', 'return_mchid', 'amount', 'description'],
  ),
);

/** A receiving merchant gives its share back, in whole or in part; wechat-pay-v3.md §10. */
export const sharingReturnEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/profitsharing/return-orders',
    rate: 'sharingReturn',
    handle: (call) => view(requestReturn(call)),
  },

  {
    method: 'GET',
    path: '/v3/profitsharing/return-orders/:outReturnNo',
    rate: 'sharingQuery',
    handle: ({ world, merchant, incoming }) => {
      const { sub_mchid: subMchid, out_order_no: outOrderNo } = incoming.query;
      const sub = subOf(world, merchant, subMchid);
      if (!outOrderNo) throw queryError('out_order_no', outOrderNo, '缺少必填参数');
      const back = world.state.pay.sharingReturns[orderKey(merchant.mchid, incoming.params['outReturnNo'] ?? '')];
      if (back?.outOrderNo !== outOrderNo) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '记录不存在');
      requireSameSub(back, sub);
      return view(back);
    },
  },
];

function requestReturn({ world, merchant, incoming }: PayCall): SharingReturn {
  const body = readPayBody(isReturnBody, incoming.body);
  const sub = subOf(world, merchant, body.sub_mchid);
  const known = world.state.pay.sharingReturns[orderKey(merchant.mchid, body.out_return_no)];
  if (known) {
    if (known.fingerprint === fingerprint(body)) return known;
    throw invalidRequest('请求重入时，参数与首次请求时不一致', 268498688);
  }
  const sharing = findSharing({ world, merchant, incoming }, body);
  requireSameSub(sharing, sub);
  const share = sharing.receivers.find(
    ({ type, account, result }) => type === 'MERCHANT_ID' && account === body.return_mchid && result === 'SUCCESS',
  );
  if (!share) throw invalidRequest('该商户未在此分账单中成功分账');
  const returned = (payIndex(world).returnsOfTransaction.get(sharing.transactionId) ?? [])
    .filter(
      ({ orderId, returnMchid, result }) =>
        orderId === sharing.orderId && returnMchid === body.return_mchid && result !== 'FAILED',
    )
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (returned + body.amount > share.amountFen) throw invalidRequest('回退金额超过可回退金额');
  const back: SharingReturn = {
    mchid: merchant.mchid,
    subMchid: sub?.mchid ?? null,
    orderId: sharing.orderId,
    outOrderNo: sharing.outOrderNo,
    transactionId: sharing.transactionId,
    returnId: `31${Date.now()}${randomInt(10 ** 12, 10 ** 13)}`,
    outReturnNo: body.out_return_no,
    returnMchid: body.return_mchid,
    amountFen: body.amount,
    description: body.description,
    fingerprint: fingerprint(body),
    result: 'PROCESSING',
    failReason: null,
    createdAt: Date.now(),
    finishedAt: null,
  };
  addSharingReturn(world, back);
  world.scheduler.plan('sharing-return', orderKey(back.mchid, back.outReturnNo), world.knobs.paySharingMs);
  return back;
}

function findSharing({ world, merchant }: PayCall, body: ReturnBody): SharingOrder {
  if ((body.order_id === undefined) === (body.out_order_no === undefined)) {
    throw parameterError('/order_id', body.order_id, 'order_id与out_order_no二选一');
  }
  const { sharings } = world.state.pay;
  const sharing =
    body.out_order_no === undefined
      ? Object.values(sharings).find(({ orderId, mchid }) => orderId === body.order_id && mchid === merchant.mchid)
      : sharings[orderKey(merchant.mchid, body.out_order_no)];
  if (!sharing) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '分账单不存在');
  return sharing;
}

const view = (back: SharingReturn): object => ({
  ...(back.subMchid !== null && { sub_mchid: back.subMchid }),
  order_id: back.orderId,
  out_order_no: back.outOrderNo,
  out_return_no: back.outReturnNo,
  return_id: back.returnId,
  return_mchid: back.returnMchid,
  amount: back.amountFen,
  description: back.description,
  result: back.result,
  ...(back.failReason !== null && { fail_reason: back.failReason }),
  create_time: rfc3339(back.createdAt),
  ...(back.finishedAt !== null && { finish_time: rfc3339(back.finishedAt) }),
});
