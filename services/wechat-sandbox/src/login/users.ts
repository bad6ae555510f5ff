import { createHash, randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App, AppUser } from '../state/app.model.js';
import { type AfterRelease, emptyAfterRelease } from '../state/after-release.model.js';
import type { World } from '../world.js';

const CODE_LIFE_MS = 5 * 60_000;
/** Looking through all visits costs time, so it is done now and then. */
const FORGETTING_SHARE = 0.001;
const VISIT_MATTERS_MS = 48 * 3_600_000;

/** A person as one mini-program sees them: another openid in every AppID, the same unionid where the account is bound. */
export function enterUser(app: App, user: string): AppUser {
  const known = Object.hasOwn(app.users, user) ? app.users[user] : undefined;
  if (known) return known;
  if (user === '__proto__') throw new KnobError(400, 'A person cannot be called __proto__.');
  const created: AppUser = {
    user,
    openid: `o${digest(`${app.appid}|${user}`, 27)}`,
    unionid: app.unionBound ? `oU${digest(`union|${user}`, 26)}` : null,
    sessionKey: randomBytes(16).toString('base64'),
  };
  app.users[user] = created;
  return created;
}

export const findUserByOpenid = (app: App, openid: string): AppUser | null =>
  Object.values(app.users).find((user) => user.openid === openid) ?? null;

/** 40003 when no person of this account has that openid. */
export function requireOpenid(app: App, openid: string): AppUser {
  const user = findUserByOpenid(app, openid);
  if (user === null) throw new ApiError(40003);
  return user;
}

/** The part of the account that comes into being once it is used. */
export const afterRelease = (app: App): AfterRelease => (app.afterRelease ??= emptyAfterRelease());

/** What WeChat holds against a person, by default nothing. */
export function userStateOf(app: App, user: string): { isBlocked: boolean; isSessionOver: boolean } {
  const states = app.afterRelease?.userStates ?? {};
  return (Object.hasOwn(states, user) ? states[user] : undefined) ?? { isBlocked: false, isSessionOver: false };
}

export function setUserState(app: App, user: string, change: Partial<ReturnType<typeof userStateOf>>): void {
  (afterRelease(app).userStates ??= {})[user] = { ...userStateOf(app, user), ...change };
}

/** The person has the mini-program open now; content checks ask for that (login-and-user.md §5.1). */
export function visit(app: App, openid: string): void {
  const visits = (afterRelease(app).visits ??= {});
  visits[openid] = { visitedAt: Date.now() };
  if (Math.random() < FORGETTING_SHARE) forgetVisits(visits);
}

/** Only what is too old to matter. */
function forgetVisits(visits: Record<string, { visitedAt: number }>): void {
  for (const [openid, { visitedAt }] of Object.entries(visits))
    if (visitedAt < Date.now() - VISIT_MATTERS_MS) delete visits[openid];
}

export function hasVisited(app: App, openid: string, withinMs: number): boolean {
  const last = app.afterRelease?.visits?.[openid];
  return last !== undefined && last.visitedAt > Date.now() - withinMs;
}

/** What `wx.login` gives to that person. A new session key comes with it. */
export function issueLoginCode(world: World, app: App, user: string): { code: string; openid: string } {
  const person = enterUser(app, user);
  visit(app, person.openid);
  const code = newCode(world);
  forgetOld(app.loginCodes);
  app.loginCodes[code] = { user, expiresAt: Date.now() + CODE_LIFE_MS, used: false };
  return { code, openid: person.openid };
}

/** The button of a merchant that has bought no more numbers fails with errno 1400001. */
export const isPhoneQuotaSpent = (world: World, app: App): boolean =>
  (app.afterRelease?.phoneCalls ?? 0) >= world.knobs.phoneQuota;

/** What the getPhoneNumber button gives to that person. */
export function issuePhoneCode(world: World, app: App, user: string, phoneNumber: string): { code: string } {
  if (isPhoneQuotaSpent(world, app))
    throw new KnobError(409, 'getPhoneNumber:fail errno 1400001: the numbers that the merchant bought are used up.');
  enterUser(app, user);
  const code = newCode(world);
  forgetOld(app.phoneCodes);
  app.phoneCodes[code] = { user, phoneNumber, expiresAt: Date.now() + CODE_LIFE_MS, used: false };
  return { code };
}

/** Codes are random; the counter keeps two issued in the same instant apart in a log. */
const newCode = (world: World): string =>
  `0${world.state.counters.code++}${randomBytes(18).toString('base64url')}`.slice(0, 32);

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, length);

function forgetOld(codes: Record<string, { expiresAt: number }>): void {
  for (const [code, { expiresAt }] of Object.entries(codes))
    if (expiresAt < Date.now() - CODE_LIFE_MS) delete codes[code];
}
