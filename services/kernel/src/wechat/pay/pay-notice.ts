import { Problem } from '../../problems/problem.js';
import type { PayAccount, PayCredentials } from './pay-account.js';
import { readPayJson, readRefund, readTransaction } from './pay-answers.js';
import { decryptPayResource, type PayCiphertext } from './pay-crypto.js';
import { PayError } from './pay-error.js';
import type { PayRefund, PayTransaction } from './pay-types.js';
import { paySignatureOf, type SignatureRefusal, verifyPaySignature } from './pay-verifier.js';
import type { WechatAnswer } from '../wechat-answer.js';

export type PayNotice =
  | { readonly kind: 'transaction'; readonly id: string; readonly transaction: PayTransaction }
  | { readonly kind: 'refund'; readonly id: string; readonly refund: PayRefund }
  /** An event of a product we do not use: acknowledge it. */
  | { readonly kind: 'unknown'; readonly id: string; readonly eventType: string };

/** Parameter `reason` of the problem `wechat_pay.notice_refused`. */
export type NoticeRefusal = SignatureRefusal | 'body' | 'decryption' | 'account';

const NOTICE = 'notice';

/**
 * A notice of WeChat Pay: verified, then decrypted, then read (`shared/wechat/wechat-pay-v3.md` §§3, 6, 7). Answer 200 or 204 after its
 * effect is durable, within five seconds; anything thrown here is answered 4xx, so that WeChat sends it again (probes excepted).
 * Notices arrive doubled, late and in any order: `id` and the order's own state make them idempotent. Compare amount and order yourself.
 *
 * @param read a request header by its lower-case name
 * @param body the raw bytes; parsed JSON written again does not verify
 * @throws Problem `wechat_pay.notice_refused`
 */
export function openPayNotice(
  account: PayAccount,
  read: (name: string) => string | undefined,
  body: Buffer,
  now = Date.now(),
): PayNotice {
  const refusal = verifyPaySignature(account, paySignatureOf(read), body, now);
  if (refusal) throw refused(refusal);
  try {
    return readNotice(account, body.toString('utf8'));
  } catch (error) {
    if (error instanceof PayError) throw refused('body', error);
    throw error;
  }
}

function readNotice(account: PayAccount, text: string): PayNotice {
  const notice = readPayJson(NOTICE, text, (answer) => {
    const resource = answer.object('resource');
    return {
      id: answer.filledText('id'),
      eventType: answer.filledText('event_type'),
      sealed: {
        ciphertext: resource.filledText('ciphertext'),
        nonce: resource.filledText('nonce'),
        associatedData: resource.optionalText('associated_data') ?? '',
      },
    };
  });
  const { id, eventType } = notice;
  const plain = decryptNotice(account, notice.sealed);
  if (eventType.startsWith('TRANSACTION.')) {
    const transaction = readPayJson(NOTICE, plain, readTransaction);
    if (!concerns(account, transaction)) throw refused('account');
    return { kind: 'transaction', id, transaction };
  }
  if (eventType.startsWith('REFUND.')) {
    return readPayJson(NOTICE, plain, (answer) => {
      if (!isRefundOf(account, answer)) throw refused('account');
      return { kind: 'refund', id, refund: readRefund(answer) };
    });
  }
  return { kind: 'unknown', id, eventType };
}

/** Whether an answer or notice names the account's numbers and no others. */
export function concerns(account: PayAccount, { appId, mchId, subMchId }: PayTransaction): boolean {
  const isSameApp = account.partner ? appId === null || appId === account.appId : appId === account.appId;
  return isSameApp && mchId === account.mchId && subMchId === (account.partner?.subMchId ?? null);
}

/**
 * The partner's sample and its field table disagree: one shows `mchid`, the other `sp_mchid` and `sub_mchid`. Either is accepted, and
 * `mchid` may then be the partner's or the sub merchant's; what is absent is not wrong, what is there must be right.
 */
function isRefundOf({ mchId, partner }: PayAccount, answer: WechatAnswer): boolean {
  const own: readonly string[] = partner ? [mchId, partner.subMchId] : [mchId];
  const named = answer.optionalText('mchid');
  const provider = answer.optionalText('sp_mchid');
  const sub = answer.optionalText('sub_mchid');
  return (
    (named === undefined || own.includes(named)) &&
    (provider === undefined || (partner !== undefined && provider === mchId)) &&
    (sub === undefined || sub === partner?.subMchId)
  );
}

/** With the APIv3 key, or the one before its last change. @throws Problem `wechat_pay.notice_refused` */
export function decryptNotice(
  { apiV3Key, previousApiV3Key }: Pick<PayCredentials, 'apiV3Key' | 'previousApiV3Key'>,
  sealed: PayCiphertext,
): string {
  try {
    return decryptPayResource(apiV3Key, sealed);
  } catch (error) {
    if (previousApiV3Key === undefined) throw refused('decryption', error);
    return decryptNotice({ apiV3Key: previousApiV3Key }, sealed);
  }
}

function refused(reason: NoticeRefusal, cause?: unknown): Problem {
  return new Problem('wechat_pay.notice_refused', { params: { reason }, ...(cause !== undefined && { cause }) });
}
