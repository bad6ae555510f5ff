import { requireOpenid } from '../login/users.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { Fields } from '../protocol/fields.js';
import { findPaidOrder, payerOpenid } from '../shipping/payment-order.js';
import type { ServiceCard } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import { messagesOf } from './private-templates.js';

const DAY_MS = 86_400_000;
const ACTIVATE_WITHIN_MS = DAY_MS;
const UPDATE_WITHIN_MS = 30 * DAY_MS;
/** The paid kinds: goods, pick-up, virtual, delivery and their neighbours. */
const isCardType = (type: number): boolean => type >= 2001 && type <= 2020;

/** Service cards that a payment activates without a pop-up; login-and-user.md §6.5. */
export const serviceCardEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/set_user_notify', (call, app) => {
    const { openid, type, code } = readCardKey(call.body, app);
    const content = readJson(call.body, 'content_json', 85435);
    if (typeof content['cur_status'] !== 'number') throw new ApiError(85435, 'content_json needs cur_status');
    const known = findCard(app, type, code);
    if (known === null) activate(call, app, { openid, type, code });
    else if (known.openid !== openid) throw new ApiError(40003);
    else if (known.activatedAt + UPDATE_WITHIN_MS < Date.now()) throw new ApiError(85438);
    const card = findCard(app, type, code) as ServiceCard;
    card.content = JSON.stringify(content);
    card.updatedAt = Date.now();
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/set_user_notifyext', ({ body }, app) => {
    const card = requireCard(body, app);
    card.ext = JSON.stringify(readJson(body, 'ext_json', 85470));
    card.updatedAt = Date.now();
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/get_user_notify', ({ body }, app) => {
    const card = requireCard(body, app);
    return ok({
      notify_info: {
        notify_type: card.type,
        content_json: card.content,
        code_state: card.activatedAt + UPDATE_WITHIN_MS < Date.now() ? 2 : 1,
        code_expire_time: Math.floor((card.activatedAt + UPDATE_WITHIN_MS) / 1000),
      },
    });
  }),
];

function readCardKey(body: Fields, app: App): { openid: string; type: number; code: string } {
  const { openid } = requireOpenid(app, body.string('openid', 40003));
  const type = body.integer('notify_type', 85431);
  if (!isCardType(type)) throw new ApiError(85431);
  return { openid, type, code: body.string('notify_code', 85437) };
}

function requireCard(body: Fields, app: App): ServiceCard {
  const { openid, type, code } = readCardKey(body, app);
  const card = findCard(app, type, code);
  if (card?.openid !== openid) throw new ApiError(85437);
  return card;
}

export function findCard(app: App, type: number, code: string): ServiceCard | null {
  const cards = app.afterRelease?.messages?.cards ?? {};
  const key = `${type} ${code}`;
  return Object.hasOwn(cards, key) ? (cards[key] ?? null) : null;
}

/** The code is the payment's transaction id: 85437 unknown (yet), 85438 paid over a day ago, 85433 another amount or time. */
function activate({ world, body }: Call, app: App, key: { openid: string; type: number; code: string }): void {
  const order = findPaidOrder(world, app, { transactionId: key.code });
  if (order === null || order.paidAt === null) throw new ApiError(85437);
  if (payerOpenid(app, order) !== key.openid) throw new ApiError(40003);
  if (order.paidAt + ACTIVATE_WITHIN_MS < Date.now()) throw new ApiError(85438);
  requireSamePayment(body, order);
  const now = Date.now();
  const card = { openid: key.openid, type: key.type, code: key.code, content: '{}', ext: null };
  messagesOf(app).cards[`${key.type} ${key.code}`] = { ...card, activatedAt: now, updatedAt: now };
}

/** A minute of tolerance: the merchant's own clock stands in the order. */
function requireSamePayment(body: Fields, order: PayOrder): void {
  const check = readJson(body, 'check_json', 85433);
  const isSameAmount = check['pay_amount'] === order.totalFen;
  const paidSeconds = Math.floor((order.paidAt ?? 0) / 1000);
  const isSameTime = typeof check['pay_time'] === 'number' && Math.abs(check['pay_time'] - paidSeconds) <= 60;
  if (!isSameAmount || !isSameTime) throw new ApiError(85433);
}

/** A text that holds a JSON object. */
function readJson(body: Fields, name: string, errcode: number): Record<string, unknown> {
  const text = body.raw[name];
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : null;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the same refusal as any other value.
  }
  throw new ApiError(errcode);
}
