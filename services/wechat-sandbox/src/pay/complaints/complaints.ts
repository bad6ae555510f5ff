import { chinaDay } from '../../protocol/daily-quota.js';
import type { PayComplaint } from '../../state/pay-complaint.model.js';
import { list, matching, object, text } from '../body-schema.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { invalidRequest, parameterError, PayError, queryError } from '../pay-error.js';
import { record, tell } from './complain.js';
import { complaintView, historyView } from './complaint-view.js';

const LONGEST_SPAN_DAYS = 30;
const DAY_MS = 86_400_000;

interface ResponseBody {
  complainted_mchid: string;
  response_content: string;
  response_images?: string[];
}
interface RefundProgressBody {
  action: 'APPROVE' | 'REJECT';
  launch_refund_day?: number;
  reject_reason?: string;
  remark?: string;
}

const isResponseBody = compileBody<ResponseBody>(
  object(
    {
      complainted_mchid: text(64),
      response_content: text(200),
      response_images: list(text(256), 4),
      jump_url: matching('^https://.{1,500}$'),
      jump_url_text: text(10),
      mini_program_jump_info: object({ appid: text(32), path: text(512), text: text(10) }, ['appid', 'path', 'text']),
    },
    ['complainted_mchid', 'response_content'],
  ),
);
const isCompleteBody = compileBody<{ complainted_mchid: string }>(
  object({ complainted_mchid: text(64) }, ['complainted_mchid']),
);
const isRefundProgressBody = compileBody<RefundProgressBody>(
  object(
    {
      action: { enum: ['APPROVE', 'REJECT'] },
      launch_refund_day: { type: 'integer', minimum: 0, maximum: 30 },
      reject_reason: text(200),
      reject_media_list: list(text(512), 4),
      remark: text(200),
    },
    ['action'],
  ),
);

/** Complaints of shoppers and the answers to them (消费者投诉2.0, [U]). */
export const complaintEndpoints: readonly PayEndpoint[] = [
  { method: 'GET', path: '/v3/merchant-service/complaints-v2', handle: (call) => listComplaints(call) },

  {
    method: 'GET',
    path: '/v3/merchant-service/complaints-v2/:complaintId',
    handle: (call) => complaintView(call.world, call.merchant, requireComplaint(call)),
  },

  {
    method: 'GET',
    path: '/v3/merchant-service/complaints-v2/:complaintId/negotiation-historys',
    handle: (call) => {
      const { history } = requireComplaint(call);
      const { limit, offset } = readPage(call, 300, 100);
      const newestFirst = history.toReversed();
      return {
        data: newestFirst.slice(offset, offset + limit).map(historyView),
        limit,
        offset,
        total_count: history.length,
      };
    },
  },

  {
    method: 'POST',
    path: '/v3/merchant-service/complaints-v2/:complaintId/response',
    handle: (call) => {
      const body = readPayBody(isResponseBody, call.incoming.body);
      const complaint = requireOpen(call, body.complainted_mchid);
      complaint.state = 'PROCESSING';
      complaint.hasUserResponse = false;
      complaint.answeredAt ??= Date.now();
      record(complaint, '商户', 'MERCHANT_RESPONSE', body.response_content, body.response_images);
      tell(call.world, complaint, 'MERCHANT_RESPONSE');
      return null;
    },
  },

  {
    method: 'POST',
    path: '/v3/merchant-service/complaints-v2/:complaintId/complete',
    handle: (call) => {
      const body = readPayBody(isCompleteBody, call.incoming.body);
      const complaint = requireOpen(call, body.complainted_mchid);
      complaint.answeredAt ??= Date.now();
      complaint.state = 'PROCESSED';
      record(complaint, '商户', 'MERCHANT_CONFIRM_COMPLETE', '');
      tell(call.world, complaint, 'MERCHANT_CONFIRM_COMPLETE');
      return null;
    },
  },

  {
    method: 'POST',
    path: '/v3/merchant-service/complaints-v2/:complaintId/update-refund-progress',
    handle: (call) => {
      const body = readPayBody(isRefundProgressBody, call.incoming.body);
      const complaint = requireComplaint(call);
      if (complaint.problemType !== 'REFUND') throw invalidRequest('该投诉单不支持退款审批');
      const isApproved = body.action === 'APPROVE';
      if (!isApproved && body.reject_reason === undefined) {
        throw parameterError('/reject_reason', undefined, '拒绝退款时必填');
      }
      complaint.answeredAt ??= Date.now();
      complaint.state = 'PROCESSING';
      complaint.hasUserResponse = false;
      const action = isApproved ? 'MERCHANT_APPROVE_REFUND' : 'MERCHANT_REJECT_REFUND';
      record(complaint, '商户', action, body.reject_reason ?? body.remark ?? '');
      tell(call.world, complaint, action);
      return null;
    },
  },
];

function listComplaints(call: PayCall): object {
  const { begin_date: begin = '', end_date: end = '', complainted_mchid: complainted } = call.incoming.query;
  requireDate('begin_date', begin);
  requireDate('end_date', end);
  const days = (Date.parse(end) - Date.parse(begin)) / DAY_MS;
  if (days < 0 || days > LONGEST_SPAN_DAYS) throw queryError('end_date', end, '查询日期跨度不超过30天');
  const { limit, offset } = readPage(call, 50, 10);
  const found = Object.values(call.world.state.pay.complaints).filter((complaint) => {
    const day = chinaDay(complaint.createdAt);
    const isAsked = complainted === undefined || complaint.complaintedMchid === complainted;
    return isTheirs(call, complaint) && isAsked && day >= begin && day <= end;
  });
  return {
    data: found
      .toReversed()
      .slice(offset, offset + limit)
      .map((complaint) => complaintView(call.world, call.merchant, complaint)),
    limit,
    offset,
    total_count: found.length,
  };
}

/** A partner sees those of its sub merchants. */
const isTheirs = ({ merchant }: PayCall, complaint: PayComplaint): boolean => complaint.mchid === merchant.mchid;

function requireComplaint(call: PayCall): PayComplaint {
  const { complaints } = call.world.state.pay;
  const id = call.incoming.params['complaintId'] ?? '';
  const complaint = Object.hasOwn(complaints, id) ? complaints[id] : undefined;
  if (!complaint || !isTheirs(call, complaint)) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '投诉单不存在');
  return complaint;
}

function requireOpen(call: PayCall, complaintedMchid: string): PayComplaint {
  const complaint = requireComplaint(call);
  if (complaint.complaintedMchid !== complaintedMchid) {
    throw parameterError('/complainted_mchid', complaintedMchid, '被诉商户号与投诉单不匹配');
  }
  if (complaint.state === 'PROCESSED') throw invalidRequest('投诉单已处理完成');
  return complaint;
}

function requireDate(name: string, value: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) {
    throw queryError(name, value, '格式为YYYY-MM-DD');
  }
}

function readPage({ incoming }: PayCall, largest: number, usual: number): { limit: number; offset: number } {
  const { limit = String(usual), offset = '0' } = incoming.query;
  if (!/^\d{1,9}$/.test(limit) || Number(limit) < 1 || Number(limit) > largest) {
    throw queryError('limit', limit, `取值范围1-${largest}`);
  }
  if (!/^\d{1,9}$/.test(offset)) throw queryError('offset', offset, '须为非负整数');
  return { limit: Number(limit), offset: Number(offset) };
}
