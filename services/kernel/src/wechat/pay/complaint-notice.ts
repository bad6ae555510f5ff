import { Problem } from '../../problems/problem.js';
import type { PayAccount } from './pay-account.js';
import { readPayJson } from './pay-answers.js';
import { PayError } from './pay-error.js';
import { decryptNotice, type NoticeRefusal } from './pay-notice.js';
import { paySignatureOf, verifyPaySignature } from './pay-verifier.js';

export interface ComplaintNotice {
  /** The notice's own id: equal when it is repeated. */
  readonly id: string;
  readonly complaintId: string;
  /** CREATE_COMPLAINT, CONTINUE_COMPLAINT, USER_RESPONSE, …: what happened; what is true is asked from WeChat Pay. */
  readonly action: string;
}

const NOTICE = 'notice';

/**
 * A notice COMPLAINT.CREATE or COMPLAINT.STATE_CHANGE, verified and decrypted as every notice is (`shared/wechat/wechat-pay-v3.md` §§3, 6).
 * @param body the raw bytes
 * @returns null for a notice about something else: acknowledge it
 * @throws Problem `wechat_pay.notice_refused`
 */
export function openComplaintNotice(
  account: PayAccount,
  read: (name: string) => string | undefined,
  body: Buffer,
  now = Date.now(),
): ComplaintNotice | null {
  const refusal = verifyPaySignature(account, paySignatureOf(read), body, now);
  if (refusal) throw refused(refusal);
  try {
    return readNotice(account, body.toString('utf8'));
  } catch (error) {
    if (error instanceof PayError) throw refused('body', error);
    throw error;
  }
}

function readNotice(account: PayAccount, text: string): ComplaintNotice | null {
  const { id, eventType, sealed } = readPayJson(NOTICE, text, (answer) => {
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
  const plain = decryptNotice(account, sealed);
  if (!eventType.startsWith('COMPLAINT.')) return null;
  return readPayJson(NOTICE, plain, (answer) => ({
    id,
    complaintId: answer.filledText('complaint_id'),
    action: answer.optionalText('action_type') ?? '',
  }));
}

function refused(reason: NoticeRefusal, cause?: unknown): Problem {
  return new Problem('wechat_pay.notice_refused', { params: { reason }, ...(cause !== undefined && { cause }) });
}
