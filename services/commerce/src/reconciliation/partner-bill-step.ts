import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { BillClient } from '#kernel/wechat/pay/bills/bill-client.js';
import type { BillFile } from '#kernel/wechat/pay/bills/bill-file.js';
import { readTradeBill, type TradeBillLine } from '#kernel/wechat/pay/bills/trade-bill.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { PayPartnersAcrossTenants } from '../payments/pay-partners.repository.js';
import { groupBy, inBatches } from './bill-lines.js';
import { type PartnerBill, PartnerBillsAcrossTenants, type Stranger } from './partner-bill.repository.js';

const MAX_ATTEMPTS = 100;

/** Fetches a partner's bill of a day once and gives each row to the tenant whose sub merchant it names. */
@Injectable()
export class PartnerBillStep implements JobHandler<'partner-bill.step'> {
  readonly job = 'partner-bill.step';

  constructor(
    private readonly store: PartnerBillsAcrossTenants,
    private readonly partners: PayPartnersAcrossTenants,
    private readonly bills: BillClient,
  ) {}

  async handle({ billId }: JobPayload<'partner-bill.step'>): Promise<void> {
    const bill = await this.store.begin(billId);
    if (!bill) return;
    const partner = await this.partners.find(bill.mchId);
    if (!partner) {
      await this.store.putOff(bill, new Problem('pay_partner.missing'), true);
      return;
    }
    try {
      const file = await this.bills.tradeBill(partner, { day: bill.day });
      if (!file) {
        const all = [...(await this.store.recipients(bill)).values()].flat();
        await this.store.finish(bill, all, { lines: 0, strangers: new Map() });
      } else await this.giveOut(bill, file);
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      const isFinal = error.retry === 'never' || bill.attempts >= MAX_ATTEMPTS;
      await this.store.putOff(bill, error.toProblem(), isFinal);
    }
  }

  private async giveOut(bill: PartnerBill, file: BillFile): Promise<void> {
    try {
      await this.giveOutRows(bill, file);
    } finally {
      await file.discard();
    }
  }

  private async giveOutRows(bill: PartnerBill, file: BillFile): Promise<void> {
    const recipients = await this.store.recipients(bill);
    const known = await this.store.knownSubMerchants(bill.mchId);
    const strangers = new Map<string, Stranger>();
    let count = 0;
    for await (const lines of inBatches(readTradeBill(file.lines()))) {
      count += lines.length;
      for (const [subMchId, own] of groupBy(lines, (line) => line.subMchId ?? '')) {
        for (const recipient of recipients.get(subMchId) ?? []) await this.store.giveOut(recipient, own);
        if (!known.has(subMchId)) note(strangers, subMchId, own);
      }
    }
    await this.store.finish(bill, [...recipients.values()].flat(), { lines: count, strangers });
  }
}

function note(strangers: Map<string, Stranger>, subMchId: string, lines: readonly TradeBillLine[]): void {
  const stranger = strangers.get(subMchId) ?? { lines: 0, paidFen: 0, refundFen: 0 };
  for (const { kind, amountFen } of lines) {
    stranger.lines += 1;
    if (kind === 'payment') stranger.paidFen += amountFen;
    else stranger.refundFen += amountFen;
  }
  strangers.set(subMchId, stranger);
}
