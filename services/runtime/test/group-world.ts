import { CommerceSettings } from '#commerce/commerce-settings.js';
import { GroupBuyAdmin, type GroupBuyForMerchant } from '#commerce/group-buys/group-buy-admin.js';
import type { GroupBuyDraft } from '#commerce/group-buys/group-buy-draft.js';
import { GroupStep } from '#commerce/group-buys/group-step.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { RefundStep } from '#commerce/refunds/refund-step.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { TenantDatabase, TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId, type OrderId, type RefundId, type TenantId } from '#kernel/identity/ids.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { placeGroupOrder, quoteInGroup } from '../src/group-buys/group-buys.contract.js';
import { getOrder, payOrder } from '../src/orders/orders.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { fromNow } from './promotions-world.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

export const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };
const HOUR_MS = 3_600_000;

export interface Sku {
  readonly id: string;
  readonly product_id: string;
  readonly price_fen: number;
}

interface Wish {
  readonly groupId?: string;
  readonly quantity?: number;
  readonly key?: string;
  readonly expectedTotalFen?: number;
  readonly delivery?: 'express' | 'pickup';
}

/** A shop that sells to groups, and shoppers who open, join, pay and leave them. */
export class GroupWorld {
  private constructor(
    readonly runtime: RuntimeWorld,
    readonly shop: TestShop,
    readonly foreign: TestShop,
    private readonly skus: Sku[],
  ) {}

  static async start(): Promise<GroupWorld> {
    const runtime = await RuntimeWorld.start();
    const [shop, foreign] = [await runtime.shop(), await runtime.shop()];
    const skus = await runtime.rows<Sku>(
      shop,
      'select id, product_id, price_fen from sku where active and stock > 20 and price_fen > 2000 order by price_fen, id',
    );
    return new GroupWorld(runtime, shop, foreign, skus);
  }

  get admin(): GroupBuyAdmin {
    return new GroupBuyAdmin(this.runtime.tenants, this.runtime.app.get(Broadcast));
  }

  /** A SKU that no test has taken before. */
  sku(): Sku {
    const sku = this.skus.shift();
    if (!sku) throw new Error('the demo goods have too few SKUs');
    return sku;
  }

  /** Two people, 990 fen, two hours each, running for an hour, unless it says otherwise. */
  async offer(draft: Partial<GroupBuyDraft> = {}, sku = this.sku()): Promise<GroupBuyForMerchant & { sku: Sku }> {
    const hour = { startsAt: fromNow(-HOUR_MS), endsAt: fromNow(HOUR_MS) };
    const offer = await this.admin.create(
      this.shop.tenantId,
      {
        title: '两人团',
        productId: sku.product_id,
        size: 2,
        hours: 2,
        ...hour,
        perShopper: 5,
        total: null,
        items: [{ skuId: sku.id, priceFen: 990 }],
        ...draft,
      },
      author,
    );
    return { ...offer, sku };
  }

  shopper(): Promise<ApiClient> {
    return this.runtime.shopper(this.shop);
  }

  shoppers(count: number): Promise<ApiClient[]> {
    return Promise.all(Array.from({ length: count }, () => this.shopper()));
  }

  quote(
    client: ApiClient,
    offer: { id: string; sku: Sku },
    { groupId, quantity = 1, delivery = 'express' }: Wish = {},
  ) {
    return client.call(quoteInGroup, {
      params: { appId: this.shop.appId, groupBuyId: offer.id },
      body: { skuId: offer.sku.id, quantity, delivery, ...(groupId === undefined ? {} : { groupId }) },
    });
  }

  /** Opens a group, or joins one; unpaid. The total is that of 990 fen each with shipping, unless it says otherwise. */
  place(client: ApiClient, offer: { id: string; sku: Sku }, wish: Wish = {}) {
    const { groupId, quantity = 1, key = newId<string>(), delivery = 'express' } = wish;
    const { expectedTotalFen = 990 * quantity + (delivery === 'express' ? 1000 : 0) } = wish;
    return client.call(placeGroupOrder, {
      params: { appId: this.shop.appId, groupBuyId: offer.id },
      headers: { 'idempotency-key': key },
      body: {
        skuId: offer.sku.id,
        quantity,
        delivery,
        expectedTotalFen,
        ...(delivery === 'express' ? { address } : {}),
        ...(groupId === undefined ? {} : { groupId }),
      },
    });
  }

  /** Opens or joins, and pays. */
  async buy(client: ApiClient, offer: { id: string; sku: Sku }, wish: Wish = {}) {
    const order = await this.place(client, offer, wish);
    await this.pay(client, order.id);
    return this.read(client, order.id);
  }

  async pay(client: ApiClient, orderId: string): Promise<void> {
    await this.tell(await this.openCashier(client, orderId));
  }

  /** @returns the payment's number at WeChat */
  async openCashier(client: ApiClient, orderId: string): Promise<string> {
    await client.call(payOrder, { params: { appId: this.shop.appId, orderId } });
    const [payment] = await this.rows<{ no: string }>('select out_trade_no as no from payment where order_id = $1', [
      orderId,
    ]);
    if (!payment) throw new Error('no payment was made');
    return payment.no;
  }

  /** WeChat tells that it was paid. */
  async tell(outTradeNo: string): Promise<void> {
    const { wechat } = this.runtime;
    const trade = wechat.confirm(outTradeNo);
    await this.post('payments', wechat.notice(this.shop.payAccount, 'TRANSACTION.SUCCESS', trade));
  }

  read(client: ApiClient, orderId: string) {
    return client.call(getOrder, { params: { appId: this.shop.appId, orderId } });
  }

  /** The group's time is over, and with it that of its unpaid orders. */
  async expire(groupId: string, ago = '1 second'): Promise<void> {
    await this.rows(
      `update buying_group set ends_at = now() - interval '${ago}', next_step_at = now() where id = $1 returning id`,
      [groupId],
    );
    await this.rows(
      `update shop_order set expires_at = now() where state = 'pending' and id in (select order_id from group_place where group_id = $1)
       returning id`,
      [groupId],
    );
  }

  /** As `expire`, when it is still open. */
  async expireOpen(groupId: string): Promise<void> {
    if ((await this.group(groupId)).state === 'open') await this.expire(groupId);
  }

  /** A database whose program is killed after so many transactions have been committed. */
  dyingAfter(commits: number): TenantDatabase {
    let left = commits;
    return new Proxy(this.runtime.tenants, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'transaction') return value;
        return async (...call: Parameters<TenantDatabase['transaction']>) => {
          if (left === 0) throw new Error('killed');
          left -= 1;
          return target.transaction(...call);
        };
      },
    });
  }

  /** A database that cannot lock one order's row. */
  failingAt(orderId: string): TenantDatabase {
    return new Proxy(this.runtime.tenants, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'transaction') return value;
        return (tenantId: TenantId, work: (tx: TenantTransaction) => Promise<unknown>) =>
          target.transaction(tenantId, (tx) => {
            const query = tx.query.bind(tx);
            tx.query = <Row>(sql: string, values: readonly unknown[]) =>
              sql.endsWith('for update') && values.includes(orderId)
                ? Promise.reject(new Error('stuck'))
                : query<Row>(sql, values);
            return work(tx);
          });
      },
    });
  }

  step(groupId: string, tenants = this.runtime.tenants): Promise<void> {
    return new GroupStep(tenants).handle({ tenantId: this.shop.tenantId, groupId });
  }

  close(orderId: string): Promise<void> {
    const { tenantId } = this.shop;
    return this.runtime.app.get(OrderClosing).handle({ tenantId, orderId: orderId as OrderId });
  }

  /** All refunds that are due are asked for at WeChat, and WeChat tells that each was paid back. */
  async settleRefunds(): Promise<void> {
    const { app, tenants, wechat } = this.runtime;
    const step = new RefundStep(tenants, app.get(PaymentAccounts), app.get(PayClient), app.get(CommerceSettings));
    const due = await this.rows<{ id: RefundId; no: string }>(
      `select id, out_refund_no as no from refund where state in ('approved', 'processing')`,
    );
    for (const { id, no } of due) {
      await step.handle({ tenantId: this.shop.tenantId, refundId: id });
      const refund = wechat.refunds.get(no);
      if (!refund) throw new Error('WeChat was not asked');
      await this.post('refunds', wechat.notice(this.shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund)));
    }
  }

  rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.runtime.rows<Row>(this.shop, sql, values);
  }

  async group(groupId: string): Promise<{ state: string; places: number; paid: number; due: boolean }> {
    const [row] = await this.rows<{ state: string; places: number; paid: number; due: boolean }>(
      'select state, places, paid, next_step_at is not null as due from buying_group where id = $1',
      [groupId],
    );
    if (!row) throw new Error('no such group');
    return row;
  }

  refundsOf(orderId: string): Promise<{ amount_fen: number; state: string; reason: string }[]> {
    return this.rows('select amount_fen, state, reason from refund where order_id = $1 order by created_at, id', [
      orderId,
    ]);
  }

  /** Every balance is the sum of its ledger, no group and no shopper has too much, and nobody got back more than they paid. */
  async expectLedgersToMatch(): Promise<void> {
    const wrong = await this.rows(
      `select 'group' as what, g.id from buying_group g
         where g.places <> (select count(*) from group_place p where p.group_id = g.id and p.state in ('held', 'taken'))
            or g.paid <> (select count(*) from group_place p where p.group_id = g.id and p.state = 'taken')
            or g.places > g.size
       union all
       select 'offer', b.id from group_buy b
         where b.sold <> (select coalesce(sum(p.quantity), 0) from group_place p where p.group_buy_id = b.id and p.state in ('held', 'taken'))
            or b.per_shopper < (select coalesce(max(had), 0) from (select sum(p.quantity) as had from group_place p
              where p.group_buy_id = b.id and p.state in ('held', 'taken') group by p.shopper_id) each)
       union all
       select 'place', p.order_id from group_place p join shop_order o on o.id = p.order_id
         where p.state <> (select e.state from group_place_entry e where e.order_id = p.order_id
             order by array_position(array['held', 'taken', 'released', 'refunded'], e.state) desc limit 1)
            or (p.state, o.state) not in (('held', 'pending'), ('taken', 'paid'), ('released', 'closed'), ('refunded', 'refunded'))
       union all
       select 'money', o.id from shop_order o
         where o.refunded_fen > o.total_fen
            or (select coalesce(sum(amount_fen), 0) from refund r where r.order_id = o.id
              and r.state in ('requested', 'approved', 'processing', 'succeeded')) > o.total_fen
       union all
       select 'sku', s.id from sku s
         where s.stock <> (select coalesce(sum(delta), 0) from stock_entry e where e.sku_id = s.id)`,
    );
    expect(wrong).toEqual([]);
  }

  private async post(kind: 'payments' | 'refunds', notice: { body: string; headers: Record<string, string> }) {
    const url = `${this.runtime.url}/pay/wechat/${this.shop.appId}/${kind}`;
    const answer = await fetch(url, { method: 'POST', ...notice });
    if (answer.status !== 204) throw new Error(`the notice was refused: ${await answer.text()}`);
  }
}
