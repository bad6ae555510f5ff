import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';
import { settlePayment } from '../payments/payment-settlement.js';
import { settleRefund } from '../refunds/refund-settlement.js';
import type { DifferenceKind } from './reconciliation-machine.js';

export interface OpenDifference {
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly reference: string;
  readonly bill: BilledRow | null;
}

interface BilledRow {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly refund_id: string | null;
  readonly refund_status: string | null;
  readonly amount_fen: number;
  readonly happened_at: string;
}

/** What became of a difference; the words are shown to people and counted. */
type Outcome =
  | {
      readonly state: 'repaired';
      readonly outcome: 'payment_booked' | 'refund_booked' | 'console_refund_taken_over' | 'agrees_now' | 'other_day';
    }
  | { readonly state: 'needs_person'; readonly outcome: PersonNeeded };
type PersonNeeded =
  | 'unknown_order'
  | 'amounts_differ'
  | 'wechat_does_not_confirm'
  | 'confirmed_but_not_billed'
  | 'not_bookable'
  | 'fund_flow_differs';

const person = (outcome: PersonNeeded): Outcome => ({ state: 'needs_person', outcome });

/**
 * Mends one difference by the roads money takes anyway: WeChat is asked, and its answer is booked as if it had been a notice. Sums are never
 * written. Booking and the note that it was done are one transaction, so a repair that is cut short is done once all the same.
 */
@Injectable()
export class DifferenceRepair {
  constructor(
    private readonly database: TenantDatabase,
    private readonly pay: PayClient,
  ) {}

  /** @throws PayError when WeChat Pay does not answer */
  async repair(tenantId: TenantId, account: PayAccount, difference: OpenDifference): Promise<void> {
    const book = await this.plan(account, difference);
    await this.database
      .transaction(tenantId, async (tx) => {
        const [open] = await tx.query(
          `select id from reconciliation_difference where tenant_id = $1 and id = $2 and state = 'open' for update`,
          [tenantId, difference.id],
        );
        if (!open) return;
        await note(tx, difference.id, await book(tx));
      })
      .catch(async (error: unknown) => {
        // The books refuse it: an order that is someone else's, more given back than was paid.
        if (!(error instanceof Problem)) throw error;
        await this.database.transaction(tenantId, (tx) => note(tx, difference.id, person('not_bookable')));
      });
  }

  /** Asks WeChat outside of any transaction. @returns what is to be done inside one */
  private async plan(
    account: PayAccount,
    { kind, reference, bill }: OpenDifference,
  ): Promise<(tx: TenantTransaction) => Promise<Outcome>> {
    switch (kind) {
      case 'payment_open_here':
        return this.planPayment(account, reference);
      case 'refund_open_here':
      case 'refund_unknown_here':
        return bill ? this.planRefund(account, reference, bill) : () => Promise.resolve(person('unknown_order'));
      case 'payment_missing_there':
        return this.planMissingPayment(account, reference);
      case 'refund_missing_there':
        return this.planMissingRefund(account, reference);
      case 'payment_unknown_here':
        return () => Promise.resolve(person('unknown_order'));
      case 'payment_amount':
      case 'refund_amount':
        return () => Promise.resolve(person('amounts_differ'));
      case 'fund_flow':
        return () => Promise.resolve(person('fund_flow_differs'));
      default:
        return kind satisfies never;
    }
  }

  private async planPayment(account: PayAccount, outTradeNo: string) {
    const found = await this.pay.queryOrder(account, outTradeNo);
    return async (tx: TenantTransaction): Promise<Outcome> => {
      if (found?.tradeState !== 'SUCCESS' && found?.tradeState !== 'REFUND') return person('wechat_does_not_confirm');
      const booked = await settlePayment(tx, found, 'bill');
      return { state: 'repaired', outcome: booked ? 'payment_booked' : 'agrees_now' };
    };
  }

  private async planRefund(account: PayAccount, outRefundNo: string, bill: BilledRow) {
    const found = await this.pay.queryRefund(account, outRefundNo);
    return async (tx: TenantTransaction): Promise<Outcome> => {
      const before = await stateOf(tx, outRefundNo);
      if (before === 'succeeded') return { state: 'repaired', outcome: 'agrees_now' };
      const total = await paidFen(tx, bill.out_trade_no);
      if (total === null) return person('unknown_order');
      // A refund of the console may not be told by its number; the bill, whose hash WeChat signed, tells as much.
      await settleRefund(tx, found ?? billedRefund(outRefundNo, bill, total));
      return { state: 'repaired', outcome: before === null ? 'console_refund_taken_over' : 'refund_booked' };
    };
  }

  private async planMissingPayment(account: PayAccount, outTradeNo: string) {
    const found = await this.pay.queryOrder(account, outTradeNo);
    const isPaid = found?.tradeState === 'SUCCESS' || found?.tradeState === 'REFUND';
    return async (tx: TenantTransaction): Promise<Outcome> => {
      if (!found || !isPaid) return person('wechat_does_not_confirm');
      const isOtherDay = await isAnotherDay(tx, 'payment', 'out_trade_no', 'succeeded_at', outTradeNo, found.paidAt);
      return isOtherDay ? { state: 'repaired', outcome: 'other_day' } : person('confirmed_but_not_billed');
    };
  }

  private async planMissingRefund(account: PayAccount, outRefundNo: string) {
    const found = await this.pay.queryRefund(account, outRefundNo);
    return async (tx: TenantTransaction): Promise<Outcome> => {
      if (found?.status !== 'SUCCESS') return person('wechat_does_not_confirm');
      const isOtherDay = await isAnotherDay(tx, 'refund', 'out_refund_no', 'settled_at', outRefundNo, found.refundedAt);
      return isOtherDay ? { state: 'repaired', outcome: 'other_day' } : person('confirmed_but_not_billed');
    };
  }
}

async function note(tx: TenantTransaction, id: string, { state, outcome }: Outcome): Promise<void> {
  await tx.execute(
    `update reconciliation_difference set state = $3, outcome = $4, settled_at = case when $3 = 'repaired' then now() end, attempts = attempts + 1,
       updated_at = now() where tenant_id = $1 and id = $2 and state = 'open'`,
    [tx.tenantId, id, state, outcome],
  );
}

async function stateOf(tx: TenantTransaction, outRefundNo: string): Promise<string | null> {
  const [row] = await tx.query<{ state: string }>(
    'select state from refund where tenant_id = $1 and out_refund_no = $2',
    [tx.tenantId, outRefundNo],
  );
  return row?.state ?? null;
}

async function paidFen(tx: TenantTransaction, outTradeNo: string): Promise<number | null> {
  const [row] = await tx.query<{ amount_fen: number }>(
    'select amount_fen from payment where tenant_id = $1 and out_trade_no = $2',
    [tx.tenantId, outTradeNo],
  );
  return row?.amount_fen ?? null;
}

function billedRefund(outRefundNo: string, bill: BilledRow, totalFen: number): PayRefund {
  return {
    refundId: bill.refund_id ?? '',
    outRefundNo,
    transactionId: bill.transaction_id,
    outTradeNo: bill.out_trade_no,
    status: bill.refund_status === 'SUCCESS' ? 'SUCCESS' : 'PROCESSING',
    refundedAt: new Date(bill.happened_at),
    refundFen: bill.amount_fen,
    totalFen,
  };
}

/** WeChat's own time of a thing may lie on the other side of midnight: then it stands in that day's bill, and our time is put right. */
async function isAnotherDay(
  tx: TenantTransaction,
  table: 'payment' | 'refund',
  key: 'out_trade_no' | 'out_refund_no',
  column: 'succeeded_at' | 'settled_at',
  reference: string,
  time: Date | null,
): Promise<boolean> {
  const moved = await tx.query(
    `update ${table} set ${column} = $3, updated_at = now() where tenant_id = $1 and ${key} = $2
       and (${column} at time zone 'Asia/Shanghai')::date <> ($3::timestamptz at time zone 'Asia/Shanghai')::date returning id`,
    [tx.tenantId, reference, time],
  );
  return moved.length > 0;
}
