import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { PaymentId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { CommerceSettings, nextCheck } from '../commerce-settings.js';
import { PaymentAccounts } from './payment-accounts.js';
import { settlePayment } from './payment-settlement.js';

interface OpenPayment {
  readonly id: PaymentId;
  readonly out_trade_no: string;
  readonly state: 'prepaid' | 'closed';
  readonly account: PayAccount;
}

/**
 * Asks WeChat Pay about payments whose notice has not come: it may be late, or never come at all. Also about those of closed orders
 * that WeChat may still have open: money for them is given back, and whoever has not paid cannot do so any more.
 */
@Injectable()
export class PaymentCheck implements JobHandler<'payment.check'> {
  readonly job = 'payment.check';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly pay: PayClient,
    private readonly settings: CommerceSettings,
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
    // REFUND means that it was paid and a refund followed: the payment comes first.
    if (found?.tradeState === 'SUCCESS' || found?.tradeState === 'REFUND') {
      await this.database.transaction(tenantId, (tx) => settlePayment(tx, found, 'query'));
    } else if (payment.state === 'closed' && found) {
      if (found.tradeState !== 'CLOSED') await this.pay.closeOrder(payment.account, payment.out_trade_no);
      await this.database.transaction(tenantId, (tx) => tx.execute(DONE_WITH, [tenantId, payment.id]));
    }
  }

  private async load(tenantId: TenantId, key: 'id' | 'order_id', value: string): Promise<OpenPayment | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<OpenPayment, 'account'> & { app_id: string; account_id: string | null }>(
        `update payment set next_check_at = case when created_at > now() - interval '30 days' then
             ${nextCheck('created_at', this.settings.times.payRecheck)} end
         where tenant_id = $1 and ${key} = $2 and (state = 'prepaid' or (state = 'closed' and next_check_at is not null))
         returning id, out_trade_no, state, app_id, account_id`,
        [tenantId, value],
      );
      const account = row && (await this.accounts.ofPayment(tx, row));
      return account ? { id: row.id, out_trade_no: row.out_trade_no, state: row.state, account } : null;
    });
  }
}

const DONE_WITH = `update payment set next_check_at = null where tenant_id = $1 and id = $2 and state = 'closed'`;
