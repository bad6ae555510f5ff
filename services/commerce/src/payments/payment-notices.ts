import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { type NoticeRefusal, openPayNotice, type PayNotice } from '#kernel/wechat/pay/pay-notice.js';
import { isCertificateSerial, paySignatureOf, refusalOfHeaders } from '#kernel/wechat/pay/pay-verifier.js';
import { PlatformCertificates } from '#kernel/wechat/pay/platform-certificates.js';
import { settleRefund } from '../refunds/refund-settlement.js';
import { PaymentAccounts } from './payment-accounts.js';
import { settlePayment } from './payment-settlement.js';

/** A notice as it came in: headers by lower-case name and the body byte for byte. */
export interface RawNotice {
  header(name: string): string | undefined;
  readonly body: Buffer;
}

interface KnownAccounts {
  readonly accounts: readonly PayAccount[];
  readonly readAt: number;
}

const KEEP_MS = 60_000;
// However many forged notices come, an applet's accounts are read again once a second.
const REREAD_MS = 1_000;

/**
 * Notices of WeChat Pay about payments and refunds (shared/wechat/wechat-pay-v3.md §6). When `receive` settles, the effect is
 * committed and WeChat may be answered 204; a notice that came before has none. One that cannot be verified yet, because its key is not
 * known here, is refused, and WeChat sends it again.
 */
@Injectable()
export class PaymentNotices {
  private readonly known = new LRUCache<string, KnownAccounts>({ max: 5_000, ttl: KEEP_MS });

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly certificates: PlatformCertificates,
  ) {}

  /** @throws Problem wechat_pay.notice_refused for a notice that is forged, stale, or not about one of our payments */
  async receive(tenantId: TenantId, appId: AppId, raw: RawNotice): Promise<void> {
    const refusal = refusalOfHeaders(paySignatureOf((name) => raw.header(name)));
    if (refusal) throw refused(refusal);
    const notice = await this.open(tenantId, appId, raw);
    await this.database.transaction(tenantId, async (tx) => {
      if (await isNew(tx, notice)) await settle(tx, notice);
    });
  }

  /** With what is known, then with what may have changed since, then with a certificate that has to be fetched first. */
  private async open(tenantId: TenantId, appId: AppId, raw: RawNotice): Promise<PayNotice> {
    const key = tenantKey(tenantId, 'pay-accounts', appId);
    const known = this.known.get(key);
    const first = known ?? (await this.read(tenantId, appId, key));
    const opened = tryAll(first.accounts, raw);
    if (!(opened instanceof Problem)) return opened;
    if (!known || Date.now() - known.readAt < REREAD_MS) return this.openWithNewCertificate(first, raw, opened);
    const second = await this.read(tenantId, appId, key);
    const again = tryAll(second.accounts, raw);
    return again instanceof Problem ? this.openWithNewCertificate(second, raw, again) : again;
  }

  private async openWithNewCertificate({ accounts }: KnownAccounts, raw: RawNotice, refusal: Problem) {
    const serial = raw.header('wechatpay-serial') ?? '';
    if (reasonOf(refusal) !== 'unknown key' || !isCertificateSerial(serial)) throw refusal;
    for (const account of accounts) {
      const learnt = await this.certificates.find(account, serial);
      const opened = learnt ? tryAll([learnt], raw) : refusal;
      if (!(opened instanceof Problem)) return opened;
    }
    throw refusal;
  }

  private async read(tenantId: TenantId, appId: AppId, key: string): Promise<KnownAccounts> {
    const stored = await this.database.transaction(tenantId, (tx) => this.accounts.all(tx, appId));
    const known = { accounts: stored.map(({ account }) => account), readAt: Date.now() };
    this.known.set(key, known);
    return known;
  }
}

/** The notice as the first account opens it; else the refusal that says most. */
function tryAll(accounts: readonly PayAccount[], raw: RawNotice): PayNotice | Problem {
  let refusal = refused('account');
  let isTelling = false;
  for (const account of accounts) {
    try {
      return openPayNotice(account, (name) => raw.header(name), raw.body);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isTelling) refusal = error;
      // Another account's key is not a fault; a signature that fits and a content that does not is.
      isTelling = reasonOf(error) !== 'unknown key';
    }
  }
  return refusal;
}

function reasonOf(problem: Problem): unknown {
  return problem.options.params?.['reason'];
}

function refused(reason: NoticeRefusal): Problem {
  return new Problem('wechat_pay.notice_refused', { params: { reason } });
}

/** Two copies that arrive together: the second waits here for the first to commit, and is then known. */
async function isNew(tx: TenantTransaction, notice: PayNotice): Promise<boolean> {
  const inserted = await tx.query(
    `insert into payment_notice (tenant_id, notice_id, event_type) values ($1, $2, $3) on conflict do nothing returning notice_id`,
    [tx.tenantId, notice.id, notice.kind === 'unknown' ? notice.eventType : notice.kind],
  );
  return inserted.length > 0;
}

async function settle(tx: TenantTransaction, notice: PayNotice): Promise<void> {
  if (notice.kind === 'refund') await settleRefund(tx, notice.refund);
  else if (notice.kind === 'transaction' && notice.transaction.tradeState === 'SUCCESS') {
    await settlePayment(tx, notice.transaction, 'notice');
  }
}
