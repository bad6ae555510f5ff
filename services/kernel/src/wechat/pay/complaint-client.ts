import type { WechatAnswer } from '../wechat-answer.js';
import type { PayAccount } from './pay-account.js';
import { readPayJson } from './pay-answers.js';
import { PayError } from './pay-error.js';
import type { PayTransport } from './pay-transport.js';

export type ComplaintState = 'pending' | 'processing' | 'processed';

/** A complaint as WeChat Pay tells it. */
export interface PayComplaint {
  readonly complaintId: string;
  readonly state: ComplaintState;
  readonly complainedAt: Date;
  readonly detail: string;
  /** The merchant number complained about; in partner mode the sub merchant's. */
  readonly mchId: string | null;
  readonly payerOpenId: string | null;
  /** The payments it is about; usually one. */
  readonly orders: readonly {
    readonly transactionId: string | null;
    readonly outTradeNo: string | null;
    readonly amountFen: number | null;
  }[];
  readonly isFullyRefunded: boolean;
  /** REFUND, SERVICE_NOT_WORK or OTHERS. */
  readonly problemType: string | null;
  readonly refundWantedFen: number | null;
  /** How often this shopper has complained about the order. */
  readonly times: number;
}

export interface ComplaintPage {
  readonly complaints: readonly PayComplaint[];
  readonly total: number;
}

const LIST = '/v3/merchant-service/complaints-v2';
const NOTIFICATIONS = '/v3/merchant-service/complaint-notifications';
const states: Readonly<Record<string, ComplaintState>> = {
  PENDING: 'pending',
  PROCESSING: 'processing',
  PROCESSED: 'processed',
};

/** The most WeChat Pay takes of an answer, in characters. */
export const MAX_ANSWER_CHARACTERS = 200;

/** 消费者投诉 2.0 of WeChat Pay v3, from its public documents [U: not among the recorded facts]. All throw PayError. */
export class ComplaintClient {
  constructor(private readonly transport: PayTransport) {}

  /** From now on complaints are told to `url`; the address before it no longer. */
  async register(account: PayAccount, url: string): Promise<void> {
    try {
      await this.transport.send(account, { method: 'POST', path: NOTIFICATIONS, body: { url } });
    } catch (error) {
      // An address is there already: it is replaced.
      if (!(error instanceof PayError) || error.httpStatus >= 500 || error.httpStatus === 0 || error.httpStatus === 401)
        throw error;
      await this.transport.send(account, { method: 'PUT', path: NOTIFICATIONS, body: { url } });
    }
  }

  async get(account: PayAccount, complaintId: string): Promise<PayComplaint> {
    const path = pathOf(complaintId);
    const { text } = await this.transport.send(account, { method: 'GET', path });
    return readPayJson(path, text, readComplaint);
  }

  /** @param days calendar days of China, `YYYY-MM-DD`, both included; at most 30 apart */
  async list(
    account: PayAccount,
    days: { readonly from: string; readonly to: string },
    page: { readonly offset: number; readonly limit: number },
  ): Promise<ComplaintPage> {
    const query = {
      limit: String(page.limit),
      offset: String(page.offset),
      begin_date: days.from,
      end_date: days.to,
      complainted_mchid: complainedAbout(account),
    };
    const { text } = await this.transport.send(account, { method: 'GET', path: LIST, query });
    return readPayJson(LIST, text, (answer) => ({
      complaints: answer.optionalList('data', readComplaint),
      total: answer.optionalInteger('total_count') ?? 0,
    }));
  }

  /** The shopper reads it: not repeated in doubt. @param text at most 200 characters */
  async answer(account: PayAccount, complaintId: string, text: string): Promise<void> {
    await this.transport.send(account, {
      method: 'POST',
      path: `${pathOf(complaintId)}/response`,
      body: { complainted_mchid: complainedAbout(account), response_content: text },
      idempotent: false,
    });
  }

  /** Tells that the matter is settled. Said twice it is refused, so it is not repeated in doubt either. */
  async complete(account: PayAccount, complaintId: string): Promise<void> {
    await this.transport.send(account, {
      method: 'POST',
      path: `${pathOf(complaintId)}/complete`,
      body: { complainted_mchid: complainedAbout(account) },
      idempotent: false,
    });
  }
}

function pathOf(complaintId: string): string {
  return `${LIST}/${encodeURIComponent(complaintId)}`;
}

function complainedAbout({ mchId, partner }: PayAccount): string {
  return partner?.subMchId ?? mchId;
}

function readComplaint(answer: WechatAnswer): PayComplaint {
  const state = states[answer.text('complaint_state')];
  if (!state) throw answer.unexpected('complaint_state', `one of ${Object.keys(states).join(', ')}`);
  const complainedAt = new Date(answer.text('complaint_time'));
  if (Number.isNaN(complainedAt.getTime())) throw answer.unexpected('complaint_time', 'a time');
  return {
    complaintId: answer.filledText('complaint_id'),
    state,
    complainedAt,
    detail: answer.optionalText('complaint_detail') ?? '',
    mchId: answer.optionalText('complainted_mchid') || null,
    payerOpenId: answer.optionalText('payer_openid') || null,
    orders: answer.optionalList('complaint_order_info', (order) => ({
      transactionId: order.optionalText('transaction_id') || null,
      outTradeNo: order.optionalText('out_trade_no') || null,
      amountFen: order.optionalInteger('amount') ?? null,
    })),
    isFullyRefunded: answer.has('complaint_full_refunded') && answer.flag('complaint_full_refunded'),
    problemType: answer.optionalText('problem_type') || null,
    refundWantedFen: answer.optionalInteger('apply_refund_amount') ?? null,
    times: answer.optionalInteger('user_complaint_times') ?? 1,
  };
}
