import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type ReconciliationId, type TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { BillClient } from '#kernel/wechat/pay/bills/bill-client.js';
import { CertificatesAcrossTenants } from '#kernel/wechat/pay/certificate.repository.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { PayTransport } from '#kernel/wechat/pay/pay-transport.js';
import { PlatformCertificates } from '#kernel/wechat/pay/platform-certificates.js';
import { type BilledRow, fundBillText, tradeBillText, zippedBill } from '#kernel/wechat/testing/bill-text.js';
import { newPayParties, signAsPlatform } from '#kernel/wechat/testing/pay-keys.js';
import { type RecordedAnswer, RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { createTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '#testing/database.js';
import { outTradeNo } from '../../payments/out-trade-no.js';
import { PayPartnersAcrossTenants } from '../../payments/pay-partners.repository.js';
import { PaymentAccounts } from '../../payments/payment-accounts.js';
import { DifferenceRepair } from '../difference-repair.js';
import { ReconciliationStep } from '../reconciliation-step.js';

export const DAY = '2026-11-21';
export const NOON = '2026-11-21T12:00:00+08:00';

export interface BilledOrder {
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly totalFen: number;
}

/** A shop, a database, and a WeChat Pay whose bills the test writes. */
export class BillWorld {
  readonly parties = newPayParties();
  readonly tenantId = newId<TenantId>();
  accountId = '';

  private constructor(
    readonly database: TestDatabase,
    readonly tenants: TenantDatabase,
    readonly fleet: FleetDatabase,
    readonly wechat: RecordedWechat,
    readonly accounts: PaymentAccounts,
    readonly partners: PayPartnersAcrossTenants,
    readonly pay: PayClient,
    readonly bills: BillClient,
  ) {}

  static async start(): Promise<BillWorld> {
    const database = await createTestDatabase();
    const fleet = await FleetDatabase.connect(database.access);
    const wechat = await RecordedWechat.start();
    const transport = new PayTransport(wechat.settings, { backoffMs: 1, timeoutMs: 5_000 });
    const vault = new Vault([TEST_MASTER_KEY]);
    const partners = new PayPartnersAcrossTenants(fleet, vault);
    const certificates = new PlatformCertificates(transport, new CertificatesAcrossTenants(fleet));
    const world = new BillWorld(
      database,
      await TenantDatabase.connect(database.access),
      fleet,
      wechat,
      new PaymentAccounts(vault, partners, certificates),
      partners,
      new PayClient(transport),
      new BillClient(transport),
    );
    world.accountId = await world.saveAccount(world.tenantId, world.parties.account);
    return world;
  }

  async stop(): Promise<void> {
    await Promise.all([this.tenants.close(), this.fleet.close(), this.wechat.stop()]);
    await this.database.drop();
  }

  async saveAccount(tenantId: TenantId, account: PayAccount): Promise<string> {
    return this.tenants.transaction(tenantId, async (tx) => {
      await this.accounts.save(tx, account);
      return (await this.accounts.get(tx, account.appId)).id;
    });
  }

  step(repair: Pick<DifferenceRepair, 'repair'> = new DifferenceRepair(this.tenants, this.pay)): ReconciliationStep {
    return new ReconciliationStep(this.tenants, this.accounts, this.bills, repair as DifferenceRepair);
  }

  /** Signed as WeChat Pay signs. */
  signed(body: object): RecordedAnswer {
    const text = JSON.stringify(body);
    return { body: text, headers: { 'content-type': 'application/json', ...signAsPlatform(this.parties, text) } };
  }

  /** What WeChat's bills of the day say. */
  writeBill(rows: readonly BilledRow[], fund?: Parameters<typeof fundBillText>[0]): void {
    this.serve('tradebill', tradeBillText(rows));
    if (fund) this.serve('fundflowbill', fundBillText(fund));
    else
      this.wechat.on('/v3/bill/fundflowbill', () => ({
        status: 400,
        body: { code: 'NO_STATEMENT_EXIST', message: '' },
      }));
  }

  serve(kind: 'tradebill' | 'fundflowbill', text: string): void {
    const { body, sha1 } = zippedBill(text);
    const file = `/v3/billdownload/${kind}`;
    this.wechat.on(file, () => ({ body }));
    this.wechat.on(`/v3/bill/${kind}`, () =>
      this.signed({ hash_type: 'SHA1', hash_value: sha1, download_url: `${this.wechat.url}${file}?token=t` }),
    );
  }

  /** An order with its payment in some state; `paid` with its money in the ledger. */
  async order(
    state: 'pending' | 'paid' | 'closed',
    totalFen = 1_000,
    of = { tenantId: this.tenantId, accountId: this.accountId, account: this.parties.account as PayAccount },
  ): Promise<BilledOrder> {
    const [orderId, shopperId, paymentId] = [newId(), newId(), newId()];
    const number = outTradeNo(paymentId);
    const { appId, mchId, partner } = of.account;
    await this.tenants.transaction(of.tenantId, async (tx) => {
      await tx.execute('insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, $3, $4)', [
        of.tenantId,
        shopperId,
        appId,
        shopperId,
      ]);
      await tx.execute(
        `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
           total_fen, delivery, expires_at) values ($1, $2, $3, $4, $5, $3, '', $6, '[]', $7, 0, $7, 'pickup', now() + interval '1 hour')`,
        [of.tenantId, orderId, orderId, appId, shopperId, state, totalFen],
      );
      const paymentState = { pending: 'prepaid', paid: 'succeeded', closed: 'closed' }[state];
      await tx.execute(
        `insert into payment (tenant_id, id, order_id, app_id, account_id, mch_id, sub_mch_id, out_trade_no, amount_fen, state, succeeded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          of.tenantId,
          paymentId,
          orderId,
          appId,
          of.accountId,
          mchId,
          partner?.subMchId ?? '',
          number,
          totalFen,
          paymentState,
          state === 'paid' ? NOON : null,
        ],
      );
      if (state === 'paid') {
        await tx.execute(
          `insert into money_entry (tenant_id, id, order_id, amount_fen, reason, reference) values ($1, $2, $3, $4, 'payment', $5)`,
          [of.tenantId, newId(), orderId, totalFen, number],
        );
      }
    });
    return { orderId, outTradeNo: number, totalFen };
  }

  /** Its row in WeChat's bill. */
  billed({ outTradeNo: number, totalFen }: BilledOrder, feeFen = 6): BilledRow {
    const { appId, mchId } = this.parties.account;
    return {
      appId,
      mchId,
      outTradeNo: number,
      transactionId: `42${number.slice(0, 26)}`,
      amountFen: totalFen,
      feeFen,
      at: '2026-11-21 12:00:00',
    };
  }

  /** What WeChat answers when asked for the order. */
  knowOrder({ outTradeNo: number, totalFen }: BilledOrder, change: object = {}): void {
    const { appId, mchId } = this.parties.account;
    this.wechat.on(`/v3/pay/transactions/out-trade-no/${number}`, () =>
      this.signed({
        appid: appId,
        mchid: mchId,
        out_trade_no: number,
        transaction_id: `42${number.slice(0, 26)}`,
        trade_state: 'SUCCESS',
        success_time: NOON,
        amount: { total: totalFen },
        ...change,
      }),
    );
  }

  knowRefund(order: BilledOrder, outRefundNo: string, refundFen: number, change: object = {}): void {
    this.wechat.on(`/v3/refund/domestic/refunds/${outRefundNo}`, () =>
      this.signed({
        refund_id: `50${outRefundNo.slice(0, 26)}`,
        out_refund_no: outRefundNo,
        transaction_id: `42${order.outTradeNo.slice(0, 26)}`,
        out_trade_no: order.outTradeNo,
        status: 'SUCCESS',
        success_time: NOON,
        amount: { refund: refundFen, total: order.totalFen },
        ...change,
      }),
    );
  }

  /** A day that is due. */
  async due(day = DAY, of = { tenantId: this.tenantId, accountId: this.accountId }): Promise<ReconciliationId> {
    const id = newId<ReconciliationId>();
    await this.tenants.transaction(of.tenantId, (tx) =>
      tx.execute('insert into reconciliation (tenant_id, id, account_id, day) values ($1, $2, $3, $4)', [
        of.tenantId,
        id,
        of.accountId,
        day,
      ]),
    );
    return id;
  }

  async run(reconciliationId: ReconciliationId, step = this.step()): Promise<void> {
    await step.handle({ tenantId: this.tenantId, reconciliationId }, { signal: new AbortController().signal });
  }

  /** The lease of an attempt that was cut short has run out. */
  async letLeaseEnd(id: ReconciliationId): Promise<void> {
    await this.rows(`update reconciliation set next_attempt_at = now() where id = $1 returning id`, [id]);
  }

  async rows<Row>(sql: string, values: readonly unknown[] = [], tenantId = this.tenantId): Promise<Row[]> {
    return this.tenants.transaction(tenantId, (tx) => tx.query<Row>(sql, values));
  }

  async day(id: ReconciliationId) {
    const [row] = await this.rows<Record<string, unknown>>(
      `select state, paid_count, paid_fen::int, refund_count, refund_fen::int, fee_fen::int, foreign_count, problem ->> 'code' as problem
       from reconciliation where id = $1`,
      [id],
    );
    const differences = await this.rows<{ found: string }>(
      `select kind || ' ' || state || ' ' || coalesce(outcome, '') as found from reconciliation_difference where reconciliation_id = $1 order by 1`,
      [id],
    );
    const [left] = await this.rows<{ lines: number }>('select count(*)::int as lines from bill_line');
    return { ...row, differences: differences.map(({ found }) => found), linesLeft: left?.lines };
  }

  async money(orderId: string): Promise<number[]> {
    const rows = await this.rows<{ amount_fen: number }>(
      'select amount_fen from money_entry where order_id = $1 order by amount_fen desc',
      [orderId],
    );
    return rows.map((row) => row.amount_fen);
  }
}
