import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type PaymentId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import type { CashierArguments } from '#kernel/wechat/pay/pay-signer.js';
import { CommerceSettings } from '../commerce-settings.js';
import type { Buyer } from '../orders/order-placement.js';
import { outTradeNo } from './out-trade-no.js';
import { PaymentAccounts, type StoredAccount } from './payment-accounts.js';

interface Payable {
  readonly account: PayAccount;
  readonly openId: string;
  readonly totalFen: number;
  readonly description: string;
  readonly expiresAt: Date;
  readonly payment: {
    readonly id: PaymentId;
    readonly out_trade_no: string;
    readonly prepay_id: string | null;
    readonly usable: boolean;
  };
}

interface PayableRow {
  readonly payable_fen: number;
  readonly title: string;
  readonly kinds: number;
  readonly expires_at: Date;
  readonly payable: boolean;
  readonly open_id: string;
}

/** Opens an order at WeChat Pay and signs what the mini-program hands to wx.requestPayment. Asking twice gives the same payment. */
@Injectable()
export class Prepayment {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly pay: PayClient,
    private readonly settings: CommerceSettings,
  ) {}

  /** @throws Problem order.not_found, order.not_payable, payment_account.missing and WeChat Pay's refusals */
  async prepay(buyer: Buyer, orderId: string): Promise<CashierArguments> {
    const { tenantId } = buyer;
    const payable = await this.database.transaction(tenantId, (tx) => this.load(tx, buyer, orderId));
    const { account, payment } = payable;
    if (payment.usable && payment.prepay_id !== null) return this.pay.cashierArguments(account, payment.prepay_id);
    const prepayId = await this.open(payable);
    const isOpen = await this.database.transaction(tenantId, (tx) =>
      markPrepaid(tx, payment.id, prepayId, this.settings.times.payRecheck),
    );
    // The order was closed while WeChat was asked; the payment's next check closes it there as well.
    if (!isOpen) throw new Problem('order.not_payable');
    return this.pay.cashierArguments(account, prepayId);
  }

  private async load(tx: TenantTransaction, { appId, shopperId }: Buyer, orderId: string): Promise<Payable> {
    const [row] = await tx.query<PayableRow>(
      `select o.total_fen - o.balance_fen - o.bonus_fen as payable_fen, o.lines -> 0 ->> 'title' as title, jsonb_array_length(o.lines) as kinds, o.expires_at, s.open_id,
         o.state = 'pending' and o.expires_at > now() and o.total_fen > o.balance_fen + o.bonus_fen as payable
       from shop_order o join shopper s on s.tenant_id = o.tenant_id and s.id = o.shopper_id
       where o.tenant_id = $1 and o.id = $2 and o.shopper_id = $3`,
      [tx.tenantId, orderId, shopperId],
    );
    if (!row) throw new Problem('order.not_found');
    if (!row.payable) throw new Problem('order.not_payable');
    const active = await this.accounts.get(tx, appId);
    const payment = await findOrCreate(tx, orderId, active, row.payable_fen);
    // One that was begun with a former account goes on with it: WeChat may have it open there.
    const account = payment.account_id === active.id ? active.account : await this.accounts.ofPayment(tx, payment);
    if (!account) throw new Problem('payment_account.missing', { params: { appId } });
    return {
      account,
      openId: row.open_id,
      totalFen: row.payable_fen,
      description: row.kinds > 1 ? `${row.title.slice(0, 30)} 等${row.kinds}种` : row.title.slice(0, 35),
      expiresAt: row.expires_at,
      payment,
    };
  }

  private async open({ account, payment, openId, totalFen, description, expiresAt }: Payable): Promise<string> {
    try {
      return await this.pay.prepay(account, {
        outTradeNo: payment.out_trade_no,
        description,
        totalFen,
        openId,
        expiresAt,
        notifyUrl: `${this.settings.runtimeUrl}/pay/wechat/${account.appId}/payments`,
      });
    } catch (error) {
      throw error instanceof PayError ? error.toProblem() : error;
    }
  }
}

async function findOrCreate(tx: TenantTransaction, orderId: string, active: StoredAccount, totalFen: number) {
  const id = newId<PaymentId>();
  const { appId, mchId, partner } = active.account;
  await tx.execute(
    `insert into payment (tenant_id, id, order_id, app_id, account_id, mch_id, sub_mch_id, out_trade_no, amount_fen, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'created') on conflict (tenant_id, order_id) do nothing`,
    [tx.tenantId, id, orderId, appId, active.id, mchId, partner?.subMchId ?? '', outTradeNo(id), totalFen],
  );
  const [payment] = await tx.query<Payable['payment'] & { state: string; account_id: string | null; app_id: string }>(
    `select id, out_trade_no, prepay_id, state, account_id, app_id, coalesce(prepay_expires_at > now(), false) as usable
     from payment where tenant_id = $1 and order_id = $2`,
    [tx.tenantId, orderId],
  );
  if (!payment || !['created', 'prepaid'].includes(payment.state)) throw new Problem('order.not_payable');
  return payment;
}

/** @returns false when the payment has been closed, or has succeeded, meanwhile */
async function markPrepaid(
  tx: TenantTransaction,
  paymentId: PaymentId,
  prepayId: string,
  recheckSeconds: number,
): Promise<boolean> {
  // A prepay id is good for two hours (wechat-pay-v3.md §4); one that is about to end is not handed out.
  const touched = await tx.execute(
    `update payment set state = 'prepaid', prepay_id = $3, prepay_expires_at = now() + interval '110 minutes',
       next_check_at = now() + make_interval(secs => $4), updated_at = now()
     where tenant_id = $1 and id = $2 and state in ('created', 'prepaid')`,
    [tx.tenantId, paymentId, prepayId, recheckSeconds],
  );
  return touched > 0;
}
