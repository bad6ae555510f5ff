import { setTimeout } from 'node:timers/promises';
import { allowReplies, keepMessage, serviceOf } from '../customer-service/conversation.js';
import { enterUser } from '../login/users.js';
import { readPassiveReply } from '../platform/passive-reply.js';
import type { PushAnswer } from '../platform/pusher.js';
import { issueTicket } from '../platform/tickets.js';
import { KnobError } from '../protocol/knob-error.js';
import { readMember } from '../protocol/xml.js';
import type { World } from '../world.js';
import { openTestAccount } from './open-test-account.js';
import { CUSTOMER_SERVICE_SET, OFFICIAL_MESSAGE_SET, type TestAccount } from './test-accounts.js';

const TEXT = 'TESTCOMPONENT_MSG_TYPE_TEXT';
const TESTER = 'publish-check';
const LOOKS_EVERY_MS = 20;

export type StepName = 'ticket' | 'text-reply' | 'empty-answer' | 'query-auth' | 'custom-send';

export interface Step {
  step: StepName;
  result: 'passed' | 'failed' | 'skipped';
  expected: string;
  /** What came back, or why the step was not played. */
  received: string;
}

/**
 * Plays WeChat's check of a platform that wants to be published (third-party-platform.md §6), as one of its test accounts. `sets`
 * are the permission sets the platform holds: without one for messages only the ticket is checked. After `QUERY_AUTH_CODE` the
 * platform has `waitMs` for the exchange and the message; how long WeChat waits is not published [U].
 */
export async function checkPlatform(
  world: World,
  account: TestAccount,
  sets: readonly number[],
  waitMs: number,
): Promise<Step[]> {
  const isOfficial = account.kind === 'official-account';
  const holdsMessages = sets.includes(isOfficial ? OFFICIAL_MESSAGE_SET : CUSTOMER_SERVICE_SET);
  const ticket = await checkTicket(world);
  if (!holdsMessages) return [ticket, ...skipped(messageSteps, 'the platform holds no set for messages')];
  const { code, close } = openTestAccount(world, account, sets);
  try {
    const text = isOfficial
      ? [await checkReply(world, account)]
      : skipped(['text-reply'], 'only for official accounts');
    return [ticket, ...text, ...(await checkQueryAuthCode(world, account, code, waitMs))];
  } finally {
    close();
  }
}

const expectations: Readonly<Record<StepName, string>> = {
  ticket: 'the body `success` within 5 s',
  'text-reply': `an encrypted reply with the text ${TEXT}_callback within 5 s`,
  'empty-answer': 'an empty body within 5 s',
  'query-auth': 'api_query_auth with the code that was sent',
  'custom-send': 'message/custom/send with the text `<code>_from_api`',
};
const messageSteps: readonly StepName[] = ['text-reply', 'empty-answer', 'query-auth', 'custom-send'];

const outcome = (step: StepName, hasPassed: boolean, received: string): Step => ({
  step,
  result: hasPassed ? 'passed' : 'failed',
  expected: expectations[step],
  received,
});

const skipped = (steps: readonly StepName[], reason: string): Step[] =>
  steps.map((step) => ({ step, result: 'skipped', expected: expectations[step], received: reason }));

async function checkTicket(world: World): Promise<Step> {
  const ComponentVerifyTicket = issueTicket(world);
  const answer = await world.pusher.sendAuthOnce('component_verify_ticket', { ComponentVerifyTicket });
  return outcome('ticket', isOk(answer, 'success'), answer.text);
}

async function checkReply(world: World, account: TestAccount): Promise<Step> {
  const { answer, openid } = await say(world, account, TEXT);
  const reply = answer.status === 200 ? readPassiveReply(world.messageCrypto, answer.body) : null;
  const isRight =
    reply !== null &&
    readMember(reply, 'ToUserName') === openid &&
    readMember(reply, 'FromUserName') === account.userName &&
    readMember(reply, 'MsgType') === 'text' &&
    readMember(reply, 'Content') === `${TEXT}_callback`;
  return outcome('text-reply', isRight, reply ?? answer.text);
}

async function checkQueryAuthCode(world: World, account: TestAccount, code: string, waitMs: number): Promise<Step[]> {
  const { answer, openid, saidAt } = await say(world, account, `QUERY_AUTH_CODE:${code}`);
  const isExchanged = (): boolean => world.state.component.authCodes[code]?.exchanged === true;
  const sent = (): string[] => textsSent(world, account.appid, openid, saidAt);
  const isAnswered = (): boolean => sent().includes(`${code}_from_api`);
  const endsAt = Date.now() + waitMs;
  while (!(isExchanged() && isAnswered()) && Date.now() < endsAt) await setTimeout(LOOKS_EVERY_MS);
  return [
    outcome('empty-answer', isOk(answer, ''), answer.text),
    outcome('query-auth', isExchanged(), isExchanged() ? 'the code was exchanged' : `not called within ${waitMs} ms`),
    outcome('custom-send', isAnswered(), sent().join('\n') || `nothing within ${waitMs} ms`),
  ];
}

/** A person writes to the account; only the first answer counts, so nothing is repeated. */
async function say(
  world: World,
  account: TestAccount,
  content: string,
): Promise<{ answer: PushAnswer; openid: string; saidAt: number }> {
  const app = world.findApp(account.appid);
  if (app === null) throw new KnobError(409, `${account.appid} was taken away during the check: play it again.`);
  const { openid } = enterUser(app, TESTER);
  allowReplies(app, openid, 'message');
  const kept = keepMessage(app, { openid, from: 'shopper', msgType: 'text', content: { Content: content } });
  const answer = await world.pusher.sendMessageOnce('text', app, openid, { Content: content, MsgId: Number(kept.id) });
  return { answer, openid, saidAt: kept.sentAt };
}

/** Texts that the platform has sent to that person since. */
function textsSent(world: World, appid: string, openid: string, sinceAt: number): string[] {
  const app = world.findApp(appid);
  if (app === null) return [];
  return serviceOf(app)
    .messages.filter((message) => message.from === 'shop' && message.openid === openid && message.sentAt >= sinceAt)
    .map(({ content }) => content['content'] ?? '');
}

const isOk = ({ status, body }: PushAnswer, wanted: string): boolean => status === 200 && body === wanted;
