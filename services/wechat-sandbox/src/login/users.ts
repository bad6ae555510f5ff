import { createHash, randomBytes } from 'node:crypto';
import type { App, AppUser } from '../state/app.model.js';
import type { World } from '../world.js';

const CODE_LIFE_MS = 5 * 60_000;

/** A person as one mini-program sees them: another openid in every AppID, the same unionid where the account is bound. */
function enterUser(app: App, user: string): AppUser {
  const known = app.users[user];
  if (known) return known;
  const created: AppUser = {
    user,
    openid: `o${digest(`${app.appid}|${user}`, 27)}`,
    unionid: app.unionBound ? `oU${digest(`union|${user}`, 26)}` : null,
    sessionKey: randomBytes(16).toString('base64'),
  };
  app.users[user] = created;
  return created;
}

/** What `wx.login` gives to that person. A new session key comes with it. */
export function issueLoginCode(world: World, app: App, user: string): { code: string; openid: string } {
  const person = enterUser(app, user);
  const code = newCode(world);
  forgetOld(app.loginCodes);
  app.loginCodes[code] = { user, expiresAt: Date.now() + CODE_LIFE_MS, used: false };
  return { code, openid: person.openid };
}

/** What the getPhoneNumber button gives to that person. */
export function issuePhoneCode(world: World, app: App, user: string, phoneNumber: string): { code: string } {
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
