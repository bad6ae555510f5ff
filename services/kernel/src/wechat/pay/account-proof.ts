import { randomBytes } from 'node:crypto';
import { mchIdFields, type PayAccount, type PayCredentials } from './pay-account.js';
import { PayError } from './pay-error.js';
import { localPayCodes } from './pay-error-table.js';
import type { PayTransport } from './pay-transport.js';
import type { PlatformCertificates } from './platform-certificates.js';

/** What is wrong with credentials that WeChat Pay does not take. */
export type AccountFault =
  | 'mchId'
  | 'serial or private key'
  | 'apiV3Key'
  | 'platform public key id'
  | 'platform public key'
  | 'subMchId'
  | 'certificates';

interface HarmlessCall {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Refusals that say: the call was taken, and there is nothing of the kind. */
const NOTHING_THERE: ReadonlySet<string> = new Set([
  'wechat_pay.order_unknown',
  'wechat_pay.bill_missing',
  'wechat_pay.bill_not_ready',
]);

/**
 * Shows that credentials are right before they are kept: asks for an order that cannot exist, which changes nothing, and downloads the
 * platform certificates where they are used, which proves the APIv3 key as well; in public-key mode nothing but a real notice can.
 */
export class AccountProof {
  constructor(
    private readonly transport: PayTransport,
    private readonly certificates: PlatformCertificates,
  ) {}

  /** @returns what is wrong, null when WeChat Pay took the call. @throws PayError when it cannot be told: WeChat Pay did not answer */
  async faultOf(account: PayAccount): Promise<AccountFault | null> {
    const number = `proof${randomBytes(12).toString('hex')}`;
    const base = account.partner ? '/v3/pay/partner/transactions' : '/v3/pay/transactions';
    return this.judge(account, { path: `${base}/out-trade-no/${number}`, query: mchIdFields(account) });
  }

  /** The same for a partner, who has no orders of its own: it is asked for yesterday's bill. */
  async faultOfPartner(partner: PayCredentials): Promise<AccountFault | null> {
    const yesterday = chinaDay(Date.now() - 24 * 3_600_000);
    return this.judge(partner, { path: '/v3/bill/tradebill', query: { bill_date: yesterday } });
  }

  private async judge(account: PayCredentials, call: HarmlessCall): Promise<AccountFault | null> {
    if (account.acceptsCertificates === true) {
      try {
        await this.certificates.renew(account);
      } catch (error) {
        return faultOfRefusal(error, 'certificates');
      }
    }
    return this.ask(await this.certificates.equip(account), call);
  }

  private async ask(credentials: PayCredentials, call: HarmlessCall): Promise<AccountFault | null> {
    try {
      await this.transport.send(credentials, { method: 'GET', ...call });
      return null;
    } catch (error) {
      if (!(error instanceof PayError) || !NOTHING_THERE.has(error.problem)) return faultOfRefusal(error);
      // WeChat may leave refusals unsigned; one that is signed with this key's id, and wrongly, tells that the key is another one.
      if (error.signatureRefusal === 'signature') return 'platform public key';
      return error.signatureRefusal === null ? null : this.askForSignature(credentials);
    }
  }

  /** A list that may be empty is a success, and successes are signed. Whoever may not have it tells nothing of the key. */
  private async askForSignature(credentials: PayCredentials): Promise<AccountFault | null> {
    const today = chinaDay(Date.now());
    const query = { limit: '1', offset: '0', begin_date: today, end_date: today };
    try {
      await this.transport.send(credentials, { method: 'GET', path: '/v3/merchant-service/complaints-v2', query });
      return null;
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      return error.code === localPayCodes.unverified ? faultOfRefusal(error) : null;
    }
  }
}

/** Internal numbers at the end of Request-ID (`shared/wechat/wechat-pay-v3.md` §8) that speak of the relation of partner and sub merchant. */
const SUB_MERCHANT_REFUSALS = new Set(['268443701', '268447845', '268443704', '268443705']);

function faultOfRefusal(error: unknown, otherwise: AccountFault | null = null): AccountFault {
  if (!(error instanceof PayError)) throw error;
  const code = error.code.replaceAll('_', '').toUpperCase();
  if (error.code === localPayCodes.undecipherable) return 'apiV3Key';
  if (error.code === localPayCodes.unverified)
    return error.signatureRefusal === 'signature' ? 'platform public key' : 'platform public key id';
  // The header names the key we want answers signed with; a number nobody has is a wrong parameter too.
  if (/wechatpay-serial/i.test(error.message)) return 'platform public key id';
  if (SUB_MERCHANT_REFUSALS.has(error.requestId?.split('-').at(-1) ?? '') || error.path.includes('/partner/')) {
    if (code === 'NOAUTH' || code === 'INVALIDREQUEST' || code === 'PARAMERROR') return 'subMchId';
  }
  if (code === 'SIGNERROR') return 'serial or private key';
  if (code === 'MCHNOTEXISTS' || code === 'PARAMERROR') return 'mchId';
  if (otherwise !== null && error.httpStatus >= 400 && error.httpStatus < 500 && error.httpStatus !== 429)
    return otherwise;
  throw error;
}

function chinaDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}
