import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { PaymentId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { PaymentAccounts } from './payment-accounts.js';
import { settlePayment } from './payment-settlement.js';

interface OpenPayment {
  readonly id: PaymentId;
  readonly out_trade_no: string;
  readonly account: PayAccount;
}

/** Asks WeChat Pay about payments whose notice has not come: it may be late, or never come at all. */
@Injectable()
export class PaymentCheck implements JobHandler<'payment.check'> {
  readonly job = 'payment.check';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly pay: PayClient,
  ) {}

  async handle({ tenantId, paymentId }: JobPayload<'payment.check'>): Promise<void> {
    await this.check(tenantId, 'id', paymentId);
  }

  /** The same for the shopper who has just paid and looks at the order. @throws PayError when WeChat Pay does not answer */
  async checkOrder(tenantId: TenantId, orderId: string): Promise<void> {
    await this.check(tenantId, 'order_id', orderId);
  }

  private async check(tenantId: TenantId, key: 'id' | 'order_id', value: string): Promise<void> {
    const payment = await this.load(tenantId, key, value);
    if (!payment) return;
    const found = await this.pay.queryOrder(payment.account, payment.out_trade_no);
    await this.database.transaction(tenantId, async (tx) => {
      // REFUND means that it was paid and a refund followed: the payment comes first.
      if (found?.tradeState === 'SUCCESS' || found?.tradeState === 'REFUND') await settlePayment(tx, found, 'query');
      else await tx.execute(POSTPONE, [tenantId, payment.id]);
    });
  }

  private async load(tenantId: TenantId, key: 'id' | 'order_id', value: string): Promise<OpenPayment | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<OpenPayment, 'account'> & { app_id: string }>(
        `select id, out_trade_no, app_id from payment where tenant_id = $1 and ${key} = $2 and state = 'prepaid'`,
        [tenantId, value],
      );
      const account = row && (await this.accounts.find(tx, row.app_id));
      return account ? { id: row.id, out_trade_no: row.out_trade_no, account } : null;
    });
  }
}

// As long again as the payment is old: after about 1, 2, 4, 8 … minutes, at most half an hour apart. Closing the order ends it.
const POSTPONE = `
  update payment set next_check_at = now() + least(greatest(now() - created_at, interval '1 minute'), interval '30 minutes')
  where tenant_id = $1 and id = $2 and state = 'prepaid'`;
