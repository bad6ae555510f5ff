import { TenantDatabase } from '#kernel/data/tenant-database.js';
import {
  type AppId,
  type AppletId,
  asId,
  newId,
  type OrderId,
  type ShopperId,
  type TenantId,
} from '#kernel/identity/ids.js';
import { AuthorizedCalls } from '#kernel/wechat/authorized-calls.js';
import type { PayTransaction } from '#kernel/wechat/pay/pay-types.js';
import { RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { WechatTransport } from '#kernel/wechat/transport.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';

export interface OrderOfShop {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly appletId: AppletId;
  readonly orderId: OrderId;
  readonly shopperId: ShopperId;
  readonly openId: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly skus: readonly string[];
}

/** A database, a WeChat that answers as recorded, and shops with orders in it. */
export class OrderWorld {
  private orders = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly tenants: TenantDatabase,
    readonly wechat: RecordedWechat,
    readonly calls: AuthorizedCalls,
  ) {}

  static async start(): Promise<OrderWorld> {
    const database = await createTestDatabase();
    const tenants = await TenantDatabase.connect(database.access);
    const wechat = await RecordedWechat.start();
    const tokens = { of: () => ({ get: async () => 'token', refuse: async () => undefined }) };
    const transport = new WechatTransport(wechat.settings, { backoffMs: 1, timeoutMs: 500 });
    return new OrderWorld(database, tenants, wechat, new AuthorizedCalls(transport, tokens));
  }

  async stop(): Promise<void> {
    await Promise.all([this.tenants.close(), this.wechat.stop()]);
    await this.database.drop();
  }

  /** An order of two articles, two of the first and one of the second, 1998 fen in all. */
  async order(options: { state?: string; delivery?: string; paid?: string } = {}): Promise<OrderOfShop> {
    this.orders += 1;
    const { state = 'paid', delivery = 'express', paid = 'now()' } = options;
    const [tenantId, appletId, shopperId, orderId] = [
      newId<TenantId>(),
      newId<AppletId>(),
      newId<ShopperId>(),
      newId<OrderId>(),
    ];
    const appId = asId<AppId>(`wx${String(this.orders).padStart(16, '0')}`);
    const [openId, outTradeNo, transactionId] = [`o-${shopperId}`, `T${this.orders}`, `42000${this.orders}`];
    const skus = [newId<string>(), newId<string>()];
    const lines = skus.map((skuId, index) => ({
      skuId,
      productId: newId(),
      title: index === 0 ? '明前龙井' : '白瓷盖碗',
      optionValues: index === 0 ? ['50 克'] : [],
      imageUrl: null,
      priceFen: 666,
      quantity: 2 - index,
      totalFen: 666 * (2 - index),
    }));
    const isPaid = state === 'paid' || state === 'refunded';
    await this.tenants.transaction(tenantId, async (tx) => {
      await tx.execute(`insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`, [
        tenantId,
        appletId,
        appId,
      ]);
      await tx.execute(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, $3, $4)`, [
        tenantId,
        shopperId,
        appId,
        openId,
      ]);
      await tx.execute(
        `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen,
           shipping_fen, total_fen, delivery, address, expires_at, paid_at)
         values ($1, $2, $3, $4, $5, $3, '', $6, $7, 1998, 0, 1998, $8, $9, now() + interval '1 hour', ${isPaid ? paid : 'null'})`,
        [
          tenantId,
          orderId,
          `2603011234567${String(this.orders).padStart(4, '0')}`,
          appId,
          shopperId,
          state,
          JSON.stringify(lines),
          delivery,
          delivery === 'express'
            ? JSON.stringify({ name: '林晓', phone: '13800138000', region: '浙江省', detail: '北山街' })
            : null,
        ],
      );
      await tx.execute(
        `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
         values ($1, $2, $3, $4, '1900000001', $5, 1998, $6, $7)`,
        [
          tenantId,
          newId(),
          orderId,
          appId,
          outTradeNo,
          isPaid ? 'succeeded' : 'prepaid',
          isPaid ? transactionId : null,
        ],
      );
    });
    return { tenantId, appId, appletId, orderId, shopperId, openId, outTradeNo, transactionId, skus };
  }

  async rows<Row>({ tenantId }: { tenantId: TenantId }, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tenants.transaction(tenantId, (tx) => tx.query<Row>(sql, values));
  }

  async jobs(order: OrderOfShop, job: string): Promise<number> {
    return (await this.rows(order, 'select id from outbox where job = $1', [job])).length;
  }

  /** The shopper's payment as WeChat Pay reports it. */
  paid(order: OrderOfShop): PayTransaction {
    return {
      appId: order.appId,
      mchId: '1900000001',
      subMchId: null,
      outTradeNo: order.outTradeNo,
      transactionId: order.transactionId,
      tradeState: 'SUCCESS',
      tradeStateDesc: '支付成功',
      bankType: null,
      attach: null,
      paidAt: new Date('2026-03-01T09:05:00Z'),
      payerOpenId: order.openId,
      totalFen: 1998,
      payerTotalFen: 1998,
    };
  }
}
