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
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { settlePayment } from '../payments/payment-settlement.js';
import { noteOrderEvent, restock } from './order-ledger.js';
import type { OrderState } from './order-machine.js';

type Cause = 'expired' | 'cancelled';

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
    const order = await this.load(tenantId, orderId);
    if (order?.state !== 'pending' || (cause === 'expired' && !order.expired)) return false;
    const paid = await this.closeAtWechat(order).catch((error: unknown) => goOnWithout(error, cause));
    if (paid) {
      await this.database.transaction(tenantId, (tx) => settlePayment(tx, paid, 'query'));
      return false;
    }
    return this.closeHere(tenantId, orderId, cause);
  }

  private async load(tenantId: TenantId, orderId: string, shopperId?: ShopperId): Promise<Closable | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<Closable, 'account'>>(
        `select o.state, o.expires_at <= now() as expired, o.app_id, p.out_trade_no
         from shop_order o left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
         where o.tenant_id = $1 and o.id = $2 and ($3::uuid is null or o.shopper_id = $3)`,
        [tenantId, orderId, shopperId ?? null],
      );
      return row && { ...row, account: row.out_trade_no === null ? null : await this.accounts.find(tx, row.app_id) };
    });
  }

  /** @returns the payment when the shopper was faster */
  private async closeAtWechat({ account, out_trade_no }: Closable): Promise<PayTransaction | null> {
    if (!account || out_trade_no === null) return null;
    const known = await this.pay.queryOrder(account, out_trade_no);
    if (!known) return null;
    if (isPaid(known)) return known;
    if (known.tradeState === 'CLOSED') return null;
    try {
      await this.pay.closeOrder(account, out_trade_no);
      return null;
    } catch (error) {
      if (!(error instanceof PayError) || error.problem !== 'wechat_pay.order_paid') throw error;
      const now = await this.pay.queryOrder(account, out_trade_no);
      if (now && isPaid(now)) return now;
      throw error;
    }
  }

  private async closeHere(tenantId: TenantId, orderId: string, cause: Cause): Promise<boolean> {
    const outcome = await this.database.transaction(tenantId, async (tx) => {
      const closed = await tx.execute(
        `update shop_order set state = 'closed', closed_at = now(), updated_at = now() where tenant_id = $1 and id = $2 and state = 'pending'`,
        [tenantId, orderId],
      );
      if (closed === 0) return null;
      await tx.execute(
        `update payment set state = 'closed', next_check_at = null, updated_at = now()
         where tenant_id = $1 and order_id = $2 and state in ('created', 'prepaid')`,
        [tenantId, orderId],
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
 * and money that is on its way regardless is given back when it arrives.
 */
function goOnWithout(error: unknown, cause: Cause): null {
  if (cause === 'expired' && error instanceof PayError && error.problem === 'wechat_pay.account_misconfigured')
    return null;
  throw error;
}

function isPaid({ tradeState }: PayTransaction): boolean {
  return tradeState === 'SUCCESS' || tradeState === 'REFUND';
}

function asProblem(error: unknown): never {
  throw error instanceof PayError ? error.toProblem() : error;
}
