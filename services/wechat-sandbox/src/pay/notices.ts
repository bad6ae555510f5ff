import { randomBytes } from 'node:crypto';
import { seal } from '../crypto/pay-signing.js';
import { httpPost } from '../protocol/http-post.js';
import type { PayMerchant, PayNotice } from '../state/pay.model.js';
import type { World } from '../world.js';
import { payHeaders } from './pay-endpoint.js';
import { rfc3339 } from './rfc3339.js';

const ANSWER_TIMEOUT_MS = 5000;
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
/** 15 repetitions over about 24 hours; wechat-pay-v3.md §6. */
const NOTICE_LADDER_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
const KEPT_NOTICES = 1000;

export function listenForNotices(world: World): void {
  world.scheduler.on('notice', (ref) => deliver(world, ref));
}

/** Tells a merchant; lost or doubled when `settings.noticeFaults` says so. */
export function sendNotice(
  world: World,
  draft: Pick<PayNotice, 'mchid' | 'eventType' | 'summary' | 'url' | 'originalType' | 'plaintext'>,
): void {
  const { noticeFaults } = world.knobs;
  const isLost = noticeFaults.lose > 0;
  const isDoubled = !isLost && noticeFaults.double > 0;
  if (isLost) noticeFaults.lose -= 1;
  if (isDoubled) noticeFaults.double -= 1;
  const notice: PayNotice = {
    ...draft,
    id: `EV-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(6).toString('hex')}`,
    state: isLost ? 'lost' : 'pending',
    attempts: 0,
    lastAnswer: null,
    copies: isDoubled ? 2 : 1,
    createdAt: Date.now(),
  };
  world.state.pay.notices = [...world.state.pay.notices, notice].slice(-KEPT_NOTICES);
  if (isLost) return;
  for (let copy = 0; copy < notice.copies; copy++) world.scheduler.plan('notice', notice.id, 0);
}

async function deliver(world: World, id: string): Promise<void> {
  const notice = world.state.pay.notices.find((candidate) => candidate.id === id);
  const merchant = notice && world.state.pay.merchants[notice.mchid];
  if (!notice || !merchant) return;
  const wasDelivered = notice.state === 'delivered';
  const isProbe = world.knobs.noticeFaults.signTest > 0;
  if (isProbe) {
    world.knobs.noticeFaults.signTest -= 1;
    await post(world, merchant, notice, true);
  }
  const answer = await post(world, merchant, notice, false);
  notice.attempts += 1;
  notice.lastAnswer = answer.text;
  if (answer.isAccepted) notice.state = 'delivered';
  if (answer.isAccepted || wasDelivered || notice.state !== 'pending') return;
  const delay = NOTICE_LADDER_MS[notice.attempts - 1];
  if (delay === undefined) notice.state = 'failed';
  else world.scheduler.plan('notice', id, delay);
}

/** Each repetition is sealed and signed anew. */
async function post(
  world: World,
  merchant: PayMerchant,
  notice: PayNotice,
  isProbe: boolean,
): Promise<{ isAccepted: boolean; text: string }> {
  const body = JSON.stringify({
    id: notice.id,
    create_time: rfc3339(notice.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notice.eventType,
    summary: notice.summary,
    resource: { original_type: notice.originalType, ...seal(notice.plaintext, merchant.apiV3Key, notice.originalType) },
  });
  const headers = await payHeaders(world, body, usesPublicKey(merchant));
  if (isProbe) headers['wechatpay-signature'] = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`;
  try {
    const answer = await httpPost(
      notice.url,
      { ...headers, 'content-type': 'application/json', 'user-agent': 'Mozilla/4.0', accept: '*/*' },
      body,
      ANSWER_TIMEOUT_MS,
    );
    return {
      isAccepted: answer.status === 200 || answer.status === 204,
      text: `${answer.status} ${answer.body}`.trim(),
    };
  } catch (error) {
    return { isAccepted: false, text: error instanceof Error ? error.message : String(error) };
  }
}

/** During migration either key may sign a notice, so they take turns. */
function usesPublicKey(merchant: PayMerchant): boolean {
  if (merchant.mode !== 'migration') return merchant.mode === 'publicKey';
  merchant.noticesSigned += 1;
  return merchant.noticesSigned % 2 === 1;
}
