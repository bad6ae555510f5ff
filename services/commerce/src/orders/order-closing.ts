import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import type { PayTransaction } from '#kernel/wechat/pay/pay-types.js';
import { CommerceSettings, nextCheck } from '../commerce-settings.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { settlePayment } from '../payments/payment-settlement.js';
import { noteOrderEvent, restock } from './order-ledger.js';
import type { OrderState } from './order-machine.js';

type Cause = 'expired' | 'cancelled';
/** `perhaps open`: someone may still be able to pay, so that the payment has to be looked at again. */
type ClosedAtWechat = 'closed' | 'perhaps open';

interface Closable {
  readonly state: OrderState;
  readonly expired: boolean;
  readonly out_trade_no: string | null;
  readonly app_id: string;
  readonly account: PayAccount | null;
}

/**
 * Closes unpaid orders. WeChat is asked and told first, so that nobody can pay afterwards; whoever did pay in time has a paid order.
 * Then, in one transaction, the order closes and its goods return to stock.
 */
@Injectable()
export class OrderClosing implements JobHandler<'order.close'> {
  readonly job = 'order.close';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly pay: PayClient,
    private readonly broadcast: Broadcast,
    private readonly settings: CommerceSettings,
  ) {}

  async handle({ tenantId, orderId }: JobPayload<'order.close'>): Promise<void> {
    await this.close(tenantId, orderId, 'expired');
  }

  /** @throws Problem order.not_found, order.not_cancellable, and WeChat Pay's when it does not answer */
  async cancel(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<void> {
    const order = await this.load(tenantId, orderId, shopperId);
    if (!order) throw new Problem('order.not_found');
    const closed = order.state === 'pending' && (await this.close(tenantId, orderId, 'cancelled').catch(asProblem));
    if (!closed) throw new Problem('order.not_cancellable');
  }

  /** @returns whether this call closed the order */
  private async close(tenantId: TenantId, orderId: string, cause: Cause): Promise<boolean> {
    if (cause === 'expired') await this.planNextAttempt(tenantId, orderId);
    const order = await this.load(tenantId, orderId);
    if (order?.state !== 'pending' || (cause === 'expired' && !order.expired)) return false;
    const outcome = await this.closeAtWechat(order).catch((error: unknown) => goOnWithout(error, cause));
    if (typeof outcome === 'object') {
      await this.database.transaction(tenantId, (tx) => settlePayment(tx, outcome, 'query'));
      return false;
    }
    return this.closeHere(tenantId, orderId, cause, outcome);
  }

  /** Before anything is tried: an order that cannot be closed now must not stand before all others in the sweeper's list for ever. */
  private async planNextAttempt(tenantId: TenantId, orderId: string): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update shop_order set close_retry_at = ${nextCheck('expires_at', 60)}
         where tenant_id = $1 and id = $2 and state = 'pending' and expires_at <= now()`,
        [tenantId, orderId],
      ),
    );
  }

  private async load(tenantId: TenantId, orderId: string, shopperId?: ShopperId): Promise<Closable | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<Closable, 'account'> & { account_id: string | null }>(
        `select o.state, o.expires_at <= now() as expired, o.app_id, p.account_id, p.out_trade_no
         from shop_order o left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
         where o.tenant_id = $1 and o.id = $2 and ($3::uuid is null or o.shopper_id = $3)`,
        [tenantId, orderId, shopperId ?? null],
      );
      return row && { ...row, account: row.out_trade_no === null ? null : await this.accounts.ofPayment(tx, row) };
    });
  }

  /** @returns the payment when the shopper was faster */
  private async closeAtWechat({ account, out_trade_no }: Closable): Promise<PayTransaction | ClosedAtWechat> {
    if (out_trade_no === null) return 'closed';
    if (!account) return 'perhaps open';
    const known = await this.pay.queryOrder(account, out_trade_no);
    // Perhaps it is on its way there at this moment.
    if (!known) return 'perhaps open';
    if (isPaid(known)) return known;
    if (known.tradeState === 'CLOSED') return 'closed';
    try {
      await this.pay.closeOrder(account, out_trade_no);
      return 'closed';
    } catch (error) {
      if (!(error instanceof PayError) || error.problem !== 'wechat_pay.order_paid') throw error;
      const now = await this.pay.queryOrder(account, out_trade_no);
      if (now && isPaid(now)) return now;
      throw error;
    }
  }

  private async closeHere(
    tenantId: TenantId,
    orderId: string,
    cause: Cause,
    atWechat: ClosedAtWechat,
  ): Promise<boolean> {
    const outcome = await this.database.transaction(tenantId, async (tx) => {
      const closed = await tx.execute(
        `update shop_order set state = 'closed', closed_at = now(), updated_at = now() where tenant_id = $1 and id = $2 and state = 'pending'`,
        [tenantId, orderId],
      );
      if (closed === 0) return null;
      await tx.execute(
        `update payment set state = 'closed', updated_at = now(),
           next_check_at = case when $3 then now() + make_interval(secs => $4) end
         where tenant_id = $1 and order_id = $2 and state in ('created', 'prepaid')`,
        [tenantId, orderId, atWechat === 'perhaps open', this.settings.times.payRecheck],
      );
      await noteOrderEvent(tx, orderId, 'pending', 'closed', cause);
      return { backOnSale: await restock(tx, orderId, 'order_closed') };
    });
    if (outcome?.backOnSale === true) await this.broadcast.publish('catalogue', tenantId);
    return outcome !== null;
  }
}

/**
 * Keys that WeChat no longer accepts must not hold goods back for good. The cashier does not open after the order's time anyway,
 * and money that is on its way regardless is given back when we learn of it.
 */
function goOnWithout(error: unknown, cause: Cause): ClosedAtWechat {
  if (cause === 'expired' && error instanceof PayError && error.problem === 'wechat_pay.account_misconfigured')
    return 'perhaps open';
  throw error;
}

function isPaid({ tradeState }: PayTransaction): boolean {
  return tradeState === 'SUCCESS' || tradeState === 'REFUND';
}

function asProblem(error: unknown): never {
  throw error instanceof PayError ? error.toProblem() : error;
}
