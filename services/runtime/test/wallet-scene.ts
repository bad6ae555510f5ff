import { AccountAdmin } from '#commerce/stored-value/account-admin.js';
import { StoredValueAdmin } from '#commerce/stored-value/stored-value-admin.js';
import type { StoredValueSettings } from '#commerce/stored-value/stored-value-terms.js';
import { CoveredOrders } from '#commerce/payments/covered-orders.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { payOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { getBalance, topUp } from '../src/stored-value/stored-value.contract.js';
import { merchant, PayingScene } from './paying-scene.js';

export const author = { actor: merchant, requestId: 'test' };

export const offered: StoredValueSettings = {
  enabled: true,
  plans: [
    { amountFen: 10_000, bonusFen: 1_000 },
    { amountFen: 50_001, bonusFen: 8_000 },
  ],
  customAmounts: { minFen: 1_000, maxFen: 200_000 },
  limitFen: 500_000,
  cardFaces: [10_000],
  terms: '余额可用于店内消费，未使用的本金可退。',
};

/** A shopper with a balance. */
export interface Holder {
  readonly client: ApiClient;
  readonly shopperId: string;
}

/** A shop that takes money beforehand, and its shoppers. */
export class WalletScene {
  private constructor(readonly paying: PayingScene) {}

  static async open(): Promise<WalletScene> {
    const scene = new WalletScene(await PayingScene.open());
    await scene.offer(offered);
    return scene;
  }

  get params() {
    return this.paying.params;
  }

  get accounts(): AccountAdmin {
    return new AccountAdmin(this.paying.world.tenants);
  }

  async offer(settings: StoredValueSettings): Promise<void> {
    const { tenants, app } = this.paying.world;
    await new StoredValueAdmin(tenants, app.get(Broadcast)).replace(this.paying.shop.tenantId, settings, author);
  }

  /** A new shopper with this much, fen. */
  async holder(balanceFen = 0, bonusFen = 0): Promise<Holder> {
    const client = await this.paying.world.shopper(this.paying.shop);
    const [row] = await this.rows<{ id: string }>('select id from shopper order by id desc limit 1');
    const holder = { client, shopperId: row?.id ?? '' };
    await this.give(holder, 'balance', balanceFen);
    await this.give(holder, 'bonus', bonusFen);
    return holder;
  }

  async give({ shopperId }: Holder, kind: 'balance' | 'bonus', deltaFen: number): Promise<void> {
    const { tenantId } = this.paying.shop;
    if (deltaFen !== 0)
      await this.accounts.adjust(tenantId, shopperId, newId(), { kind, deltaFen, note: '测试' }, author);
  }

  /** What somebody has, as they see it: balance and bonus, fen. */
  async has({ client }: Holder): Promise<number[]> {
    const { balanceFen, bonusFen } = await client.call(getBalance, { params: this.params });
    return [balanceFen, bonusFen];
  }

  async place({ client }: Holder, quantity = 1, key: string = newId()) {
    const wish = { lines: [{ skuId: this.paying.skuId, quantity }], delivery: 'express' as const, useBalance: true };
    const { totalFen, payableFen } = await client.call(quoteOrder, { params: this.params, body: wish });
    const address = { name: '王', phone: '13800000000', region: '浙江省杭州市西湖区', detail: '1 号' };
    return client.call(placeOrder, {
      params: this.params,
      headers: { 'idempotency-key': key },
      body: { ...wish, address, expectedTotalFen: totalFen, expectedPayableFen: payableFen },
    });
  }

  async topUp({ client }: Holder, amountFen = 10_000, expectedBonusFen = 1_000, key: string = newId()) {
    return client.call(topUp, {
      params: this.params,
      headers: { 'idempotency-key': key },
      body: { amountFen, expectedBonusFen },
    });
  }

  /** Opens the payment at WeChat. @returns its number there */
  async open({ client }: Holder, orderId: string): Promise<string> {
    await client.call(payOrder, { params: { ...this.params, orderId } });
    const [payment] = await this.rows<{ out_trade_no: string }>(
      'select out_trade_no from payment where order_id = $1',
      [orderId],
    );
    return payment?.out_trade_no ?? '';
  }

  async pay(holder: Holder, orderId: string, times = 1): Promise<void> {
    await this.open(holder, orderId);
    await this.paying.world.tellPaid(this.paying.shop, orderId, times);
  }

  /** What the job does for whoever was cut short. */
  async settle(orderId: string): Promise<void> {
    const { tenantId } = this.paying.shop;
    await new CoveredOrders(this.paying.world.tenants).handle({ tenantId, orderId: orderId as OrderId });
  }

  async orderState(orderId: string): Promise<string> {
    const [order] = await this.rows<{ state: string }>('select state from shop_order where id = $1', [orderId]);
    return order?.state ?? '';
  }

  /** Accounts that are not the sum of their entries; none when the books are right. */
  unbalanced(): Promise<unknown[]> {
    return this.rows(
      `select a.shopper_id, a.kind, a.amount, e.total from shopper_account a
       left join (select shopper_id, kind, sum(delta) as total from account_entry group by 1, 2) e using (shopper_id, kind)
       where a.amount <> coalesce(e.total, 0)`,
    );
  }

  rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.paying.world.rows<Row>(this.paying.shop, sql, values);
  }
}
