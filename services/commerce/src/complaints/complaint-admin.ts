import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ComplaintState } from '#kernel/wechat/pay/complaint-client.js';
import type { Author } from '../catalogue/product-admin.js';

export interface Complaint {
  readonly id: string;
  readonly appId: string;
  readonly complaintId: string;
  /** Null until WeChat Pay has been asked what it is about. */
  readonly state: ComplaintState | null;
  readonly orderId: string | null;
  readonly outTradeNo: string | null;
  readonly amountFen: number | null;
  readonly problemType: string | null;
  readonly detail: string | null;
  readonly refundWantedFen: number | null;
  readonly fullyRefunded: boolean;
  readonly times: number;
  readonly complainedAt: Date | null;
  readonly answerBy: Date | null;
  readonly answer: string | null;
  readonly answerState: 'due' | 'sending' | 'sent' | 'refused' | null;
  readonly answeredAt: Date | null;
  readonly completionDue: boolean;
  readonly problem: unknown;
}

const COLUMNS = `id, app_id as "appId", complaint_id as "complaintId", state, order_id as "orderId", out_trade_no as "outTradeNo",
  amount_fen as "amountFen", problem_type as "problemType", detail, refund_wanted_fen as "refundWantedFen",
  fully_refunded as "fullyRefunded", times, complained_at as "complainedAt", answer_by as "answerBy", answer,
  answer_state as "answerState", answered_at as "answeredAt", completion_due as "completionDue", problem`;

/** The merchant's side of complaints: what is decided here is carried to WeChat Pay by the job `complaint.step`. */
@Injectable()
export class ComplaintAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. @param open only those not settled */
  async list(tenantId: TenantId, open: boolean, after: string | null, limit: number): Promise<Complaint[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<Complaint>(
        `select ${COLUMNS} from complaint
         where tenant_id = $1 and (not $2 or state is distinct from 'processed') and ($3::uuid is null or id < $3)
         order by id desc limit $4`,
        [tenantId, open, after, limit + 1],
      ),
    );
  }

  /** @throws Problem complaint.not_found */
  async get(tenantId: TenantId, id: string): Promise<Complaint> {
    return this.database.transaction(tenantId, (tx) => read(tx, id));
  }

  /** @throws Problem complaint.not_found, complaint.processed, complaint.answer_under_way */
  async answer(tenantId: TenantId, id: string, text: string, author: Author): Promise<Complaint> {
    return this.change(tenantId, id, author, { action: 'complaint.answer', after: { answer: text } }, (tx) =>
      tx.execute(
        `update complaint set answer = $3, answer_state = 'due', answered_at = null, problem = null, attempts = 0, next_attempt_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, id, text],
      ),
    );
  }

  /** The matter is settled. @throws Problem complaint.not_found, complaint.processed, complaint.answer_under_way */
  async complete(tenantId: TenantId, id: string, author: Author): Promise<Complaint> {
    return this.change(tenantId, id, author, { action: 'complaint.complete', after: {} }, (tx) =>
      tx.execute(
        `update complaint set completion_due = true, problem = null, attempts = 0, next_attempt_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, id],
      ),
    );
  }

  private async change(
    tenantId: TenantId,
    id: string,
    author: Author,
    entry: { readonly action: string; readonly after: object },
    write: (tx: TenantTransaction) => Promise<number>,
  ): Promise<Complaint> {
    return this.database.transaction(tenantId, async (tx) => {
      await tx.query('select 1 from complaint where tenant_id = $1 and id = $2 for update', [tenantId, id]);
      const before = await read(tx, id);
      if (before.state === 'processed') throw new Problem('complaint.processed');
      if (before.answerState === 'due' || before.answerState === 'sending')
        throw new Problem('complaint.answer_under_way');
      await write(tx);
      await tx.enqueue('complaint.step', { tenantId, complaintId: id });
      const { state, answer } = before;
      await tx.audit({ ...author, ...entry, subjectType: 'complaint', subjectId: id, before: { state, answer } });
      return read(tx, id);
    });
  }
}

async function read(tx: TenantTransaction, id: string): Promise<Complaint> {
  const [row] = await tx.query<Complaint>(`select ${COLUMNS} from complaint where tenant_id = $1 and id = $2`, [
    tx.tenantId,
    id,
  ]);
  if (!row) throw new Problem('complaint.not_found');
  return row;
}
