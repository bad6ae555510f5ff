import { Type } from 'typebox';
import { contentFields } from '#commerce/content-checks/content-check.js';
import { AppIdSchema, Fen, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const merchantParams = strict({ merchantId: Id });
const complaintParams = strict({ merchantId: Id, complaintId: Id });
const checkParams = strict({ merchantId: Id, checkId: Id });

const Complaint = Type.Object({
  id: Id,
  appId: AppIdSchema,
  complaintId: Type.String({ description: "WeChat Pay's number" }),
  state: nullable(Type.Enum(['pending', 'processing', 'processed'])),
  orderId: nullable(Id),
  outTradeNo: nullable(Type.String()),
  amountFen: nullable(Fen),
  problemType: nullable(Type.String({ examples: ['REFUND', 'SERVICE_NOT_WORK', 'OTHERS'] })),
  detail: nullable(Type.String()),
  refundWantedFen: nullable(Fen),
  fullyRefunded: Type.Boolean(),
  times: Type.Integer(),
  complainedAt: nullable(Timestamp),
  answerBy: nullable(Timestamp),
  answer: nullable(Type.String()),
  answerState: nullable(Type.Enum(['due', 'sending', 'sent', 'refused'])),
  answeredAt: nullable(Timestamp),
  completionDue: Type.Boolean(),
  problem: nullable(Type.Record(Type.String(), Type.Unknown())),
});

export const listComplaints = route({
  id: 'complaints.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/complaints',
  summary: { zh: '微信支付投诉，最新在前', en: 'Complaints with WeChat Pay, newest first' },
  access: read,
  params: merchantParams,
  query: strict({ ...pageQuery, open: Type.Boolean({ default: false, description: 'only those not settled' }) }),
  response: { 200: pageOf(Complaint) },
});

export const getComplaint = route({
  id: 'complaints.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/complaints/:complaintId',
  summary: { zh: '投诉详情', en: 'One complaint' },
  access: read,
  params: complaintParams,
  response: { 200: Complaint },
});

export const answerComplaint = route({
  id: 'complaints.answer',
  method: 'POST',
  path: '/api/merchants/:merchantId/complaints/:complaintId/answer',
  summary: { zh: '回复投诉', en: 'Answer the shopper' },
  access: write,
  params: complaintParams,
  body: strict({
    text: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\u0000\\ud800-\\udfff]*\\S[^\\u0000\\ud800-\\udfff]*$',
    }),
  }),
  response: { 200: Complaint },
});

export const completeComplaint = route({
  id: 'complaints.complete',
  method: 'POST',
  path: '/api/merchants/:merchantId/complaints/:complaintId/complete',
  summary: { zh: '标记投诉处理完成', en: 'The matter is settled' },
  access: write,
  params: complaintParams,
  response: { 200: Complaint },
});

const HeldContent = Type.Object({
  id: Id,
  appId: AppIdSchema,
  shopperId: Id,
  field: Type.Enum([...contentFields]),
  orderId: nullable(Id),
  content: Type.String({ description: 'A text; of an avatar its path below {runtime}/a/{appId}/' }),
  suggestion: nullable(Type.String()),
  label: nullable(Type.Integer()),
  createdAt: Timestamp,
});

export const listHeldContent = route({
  id: 'content.listHeld',
  method: 'GET',
  path: '/api/merchants/:merchantId/held-content',
  summary: { zh: '待人工审核的顾客内容', en: 'What shoppers wrote or sent and WeChat leaves to the staff' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(HeldContent) },
});

export const decideContent = route({
  id: 'content.decide',
  method: 'POST',
  path: '/api/merchants/:merchantId/held-content/:checkId/decision',
  summary: { zh: '审核通过或拒绝', en: 'Let it be shown, or not' },
  access: write,
  params: checkParams,
  body: strict({ decision: Type.Enum(['passed', 'refused']) }),
  response: { 204: Type.Null() },
});

export const getOrderShopper = route({
  id: 'orders.shopper',
  method: 'GET',
  path: '/api/merchants/:merchantId/orders/:orderId/shopper',
  summary: { zh: '订单的顾客与联系电话', en: 'Whom to speak to about an order, with the phone number they gave' },
  access: write,
  params: strict({ merchantId: Id, orderId: Id }),
  response: {
    200: Type.Object({
      id: Id,
      nickname: nullable(Type.String()),
      avatarUrl: nullable(Type.String()),
      phone: nullable(Type.String()),
    }),
  },
});
