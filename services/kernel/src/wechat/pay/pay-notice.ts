import { Problem } from '../../problems/problem.js';
import type { PayAccount } from './pay-account.js';
import { readPayJson, readRefund, readTransaction } from './pay-answers.js';
import { decryptPayResource } from './pay-crypto.js';
import { PayError } from './pay-error.js';
import type { PayRefund, PayTransaction } from './pay-types.js';
import { paySignatureOf, type SignatureRefusal, verifyPaySignature } from './pay-verifier.js';

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
  const plain = decrypt(account, notice.sealed);
  if (eventType.startsWith('TRANSACTION.')) {
    const transaction = readPayJson(NOTICE, plain, readTransaction);
    if (transaction.mchId !== account.mchId || transaction.appId !== account.appId) throw refused('account');
    return { kind: 'transaction', id, transaction };
  }
  if (eventType.startsWith('REFUND.')) {
    return readPayJson(NOTICE, plain, (answer) => {
      // The partner's sample and its field table disagree about this member; absent is not wrong.
      const mchId = answer.optionalText('mchid') ?? account.mchId;
      if (mchId !== account.mchId) throw refused('account');
      return { kind: 'refund', id, refund: readRefund(answer) };
    });
  }
  return { kind: 'unknown', id, eventType };
}

function decrypt(account: PayAccount, sealed: Parameters<typeof decryptPayResource>[1]): string {
  try {
    return decryptPayResource(account.apiV3Key, sealed);
  } catch (error) {
    throw refused('decryption', error);
  }
}

function refused(reason: NoticeRefusal, cause?: unknown): Problem {
  return new Problem('wechat_pay.notice_refused', { params: { reason }, ...(cause !== undefined && { cause }) });
}
