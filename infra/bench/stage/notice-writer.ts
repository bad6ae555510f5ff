import type { Client } from 'pg';
import { credentialColumns } from '#commerce/payments/sealed-credentials.js';
import { outTradeNo } from '#commerce/payments/out-trade-no.js';
import { newId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { LoadRequest } from '../load/load-plan.js';
import { NoticeKeys } from './notice-keys.js';
import type { Shop } from './shops.js';

const FEN = 1_999;

/** Plays WeChat Pay towards the servers: lays down payments that wait for their money, and writes the notices of them. */
export class NoticeWriter {
  private readonly keys = new NoticeKeys();

  constructor(private readonly owner: Client) {}

  get publicKeyPem(): string {
    return this.keys.credentials.platformPublicKeyPem;
  }

  /** Each shop's account; one key for all of them, since making one takes longer than a notice. */
  async openAccounts(shops: readonly Shop[], masterKey: string): Promise<void> {
    const vault = new Vault([masterKey]);
    for (const { tenantId, appId } of shops) {
      const context = (secret: string) => tenantKey(tenantId, 'payment-account', appId, secret);
      await this.owner.query(
        `insert into payment_account (tenant_id, id, app_id, mch_id, serial_no, private_key_sealed, api_v3_key_sealed,
           previous_api_v3_key_sealed, platform_public_key_id, platform_public_key_pem, previous_platform_key, accepts_certificates)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          tenantId,
          newId(),
          appId,
          this.keys.credentials.mchId,
          ...credentialColumns(vault, context, this.keys.credentials, null),
        ],
      );
    }
  }

  /** Orders that wait for their money, and a notice of each. */
  async notices(shops: readonly Shop[], count: number): Promise<LoadRequest[]> {
    const paid = Array.from({ length: count }, (_, index) => {
      const paymentId = newId();
      const { tenantId, appId } = shops[index % shops.length] as Shop;
      return { tenantId, appId, orderId: newId(), paymentId, number: outTradeNo(paymentId) };
    });
    const columns = [
      paid.map(({ tenantId }) => tenantId),
      paid.map(({ orderId }) => orderId),
      paid.map(({ paymentId }) => paymentId),
      paid.map(({ number }) => number),
      FEN,
    ];
    await this.owner.query(LAY_ORDERS, columns);
    await this.owner.query(LAY_PAYMENTS, [...columns, this.keys.credentials.mchId]);
    // As tables that have grown slowly are.
    await this.owner.query('vacuum analyze shop_order, payment');
    return paid.map(({ appId, number }) => ({
      method: 'POST',
      path: `/pay/wechat/${appId}/payments`,
      ...this.signed(this.noticeOf(appId, number)),
    }));
  }

  /** The same for the lean schema, in plain text. */
  async leanNotices(count: number): Promise<LoadRequest[]> {
    const numbers = Array.from({ length: count }, () => outTradeNo(newId()));
    await this.owner.query('insert into yardstick.payment (number, amount_fen) select unnest($1::text[]), $2', [
      numbers,
      FEN,
    ]);
    return numbers.map((number) => ({
      method: 'POST',
      path: '/notices',
      ...this.signed(JSON.stringify({ id: newId(), number, amountFen: FEN, padding: 'x'.repeat(700) })),
    }));
  }

  private signed(body: string): Pick<LoadRequest, 'headers' | 'body'> {
    return { headers: this.keys.headersOf(body), body };
  }

  private noticeOf(appId: string, number: string): string {
    const trade = {
      appid: appId,
      mchid: this.keys.credentials.mchId,
      out_trade_no: number,
      transaction_id: `42000${number.slice(0, 23)}`,
      trade_type: 'JSAPI',
      trade_state: 'SUCCESS',
      trade_state_desc: '支付成功',
      bank_type: 'OTHERS',
      success_time: new Date().toISOString(),
      payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
      amount: { total: FEN, payer_total: FEN, currency: 'CNY', payer_currency: 'CNY' },
    };
    const sealed = this.keys.sealed(JSON.stringify(trade), 'transaction');
    return JSON.stringify({
      id: newId(),
      create_time: new Date().toISOString(),
      resource_type: 'encrypt-resource',
      event_type: 'TRANSACTION.SUCCESS',
      summary: '支付成功',
      resource: { original_type: 'transaction', ...sealed },
    });
  }
}

const LAY_ORDERS = `
  insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
    total_fen, delivery, expires_at)
  select o.tenant_id, o.order_id, o.order_id::text, b.app_id, b.id, o.order_id::text, '', 'pending', '[]', $5, 0, $5, 'pickup', now() + interval '1 hour'
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as o (tenant_id, order_id, payment_id, number)
  join (select distinct on (tenant_id) tenant_id, app_id, id from shopper order by tenant_id, id) b on b.tenant_id = o.tenant_id`;

const LAY_PAYMENTS = `
  insert into payment (tenant_id, id, order_id, app_id, account_id, mch_id, out_trade_no, amount_fen, state, next_check_at)
  select o.tenant_id, o.payment_id, o.order_id, a.app_id, a.id, $6, o.number, $5, 'prepaid', now() + interval '1 hour'
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as o (tenant_id, order_id, payment_id, number)
  join payment_account a on a.tenant_id = o.tenant_id`;
