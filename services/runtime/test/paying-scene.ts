import { CommerceSettings } from '#commerce/commerce-settings.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { RefundStep } from '#commerce/refunds/refund-step.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId, type OrderId, type PaymentId, type RefundId } from '#kernel/identity/ids.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { getOrder, payOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

export interface Notice {
  readonly body: string;
  readonly headers: Record<string, string>;
}

export const merchant = { kind: 'member', id: 'm', name: 'owner' } as const;

/** One shopper of one shop, and orders of one thing on every step of their way to the money and back. */
export class PayingScene {
  private constructor(
    readonly world: RuntimeWorld,
    readonly shop: TestShop,
    readonly client: ApiClient,
    readonly skuId: string,
  ) {}

  static async open(): Promise<PayingScene> {
    const world = await RuntimeWorld.start();
    const shop = await world.shop();
    const [sku] = await world.rows<{ id: string }>(shop, 'select id from sku where stock > 30 order by id limit 1');
    return new PayingScene(world, shop, await world.shopper(shop), sku?.id ?? '');
  }

  /** The same scene for somebody else. */
  as(client: ApiClient): PayingScene {
    return new PayingScene(this.world, this.shop, client, this.skuId);
  }

  get params(): { appId: TestShop['appId'] } {
    return { appId: this.shop.appId };
  }

  get refunds(): RefundRequests {
    return new RefundRequests(this.world.tenants);
  }

  async placed() {
    const { client, params } = this;
    const lines = [{ skuId: this.skuId, quantity: 1 }];
    const { totalFen } = await client.call(quoteOrder, { params, body: { lines, delivery: 'express' } });
    const address = { name: '王', phone: '13800000000', region: '杭州', detail: '1 号' };
    return client.call(placeOrder, {
      params,
      headers: { 'idempotency-key': newId() },
      body: { lines, delivery: 'express', address, expectedTotalFen: totalFen },
    });
  }

  /** Placed, and its payment opened at WeChat. */
  async prepaid() {
    const order = await this.placed();
    await this.client.call(payOrder, { params: { ...this.params, orderId: order.id } });
    const [payment] = await this.world.rows<{ id: PaymentId; out_trade_no: string }>(
      this.shop,
      'select id, out_trade_no from payment where order_id = $1',
      [order.id],
    );
    if (!payment) throw new Error('no payment was made');
    return { orderId: order.id, totalFen: order.totalFen, payment };
  }

  async paid() {
    const prepayment = await this.prepaid();
    const trade = this.world.wechat.confirm(prepayment.payment.out_trade_no);
    expect(await this.post('payments', this.paidNotice(trade))).toBe(204);
    return { ...prepayment, trade };
  }

  paidNotice(trade: Parameters<RuntimeWorld['wechat']['notice']>[2]): Notice {
    return this.world.wechat.notice(this.shop.payAccount, 'TRANSACTION.SUCCESS', trade);
  }

  async post(kind: 'payments' | 'refunds', { body, headers }: Notice, appId: string = this.shop.appId) {
    const answer = await fetch(`${this.world.url}/pay/wechat/${appId}/${kind}`, { method: 'POST', body, headers });
    return answer.status;
  }

  read(orderId: string) {
    return this.client.call(getOrder, { params: { ...this.params, orderId } });
  }

  /** The order's ledger. */
  async money(orderId: string): Promise<number[]> {
    const rows = await this.world.rows<{ amount_fen: number }>(
      this.shop,
      'select amount_fen from money_entry where order_id = $1 order by id',
      [orderId],
    );
    return rows.map((row) => row.amount_fen);
  }

  async close(orderId: string): Promise<void> {
    await this.world.app.get(OrderClosing).handle({ tenantId: this.shop.tenantId, orderId: orderId as OrderId });
  }

  async expire(orderId: string): Promise<void> {
    await this.world.rows(this.shop, `update shop_order set expires_at = now() where id = $1 returning id`, [orderId]);
  }

  async stepRefund(refundId: RefundId): Promise<void> {
    const { tenants, app } = this.world;
    const step = new RefundStep(tenants, app.get(PaymentAccounts), app.get(PayClient), app.get(CommerceSettings));
    await step.handle({ tenantId: this.shop.tenantId, refundId });
  }

  async refundOf(orderId: string) {
    const [refund] = await this.world.rows<{ id: RefundId; state: string; out_refund_no: string }>(
      this.shop,
      'select id, state, out_refund_no from refund where order_id = $1',
      [orderId],
    );
    if (!refund) throw new Error('there is no refund');
    return refund;
  }

  async stock(): Promise<number> {
    const sql = 'select stock from sku where id = $1';
    const [row] = await this.world.rows<{ stock: number }>(this.shop, sql, [this.skuId]);
    return row?.stock ?? -1;
  }
}
