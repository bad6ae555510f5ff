import { createHmac, randomBytes } from 'node:crypto';
import { requireComponent } from '../platform/access.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok, openEndpoint } from '../protocol/endpoint.js';
import type { App, AppUser } from '../state/app.model.js';
import { phoneInfo } from './phone-number.js';
import { afterRelease, isPhoneQuotaSpent, requireOpenid, setUserState, userStateOf, visit } from './users.js';

/** Log-in of shoppers; login-and-user.md §2, §3. */
export const loginEndpoints: readonly Endpoint[] = [
  openEndpoint('GET', '/sns/jscode2session', (call) => {
    const { world, query } = call;
    if (!query['appid']) throw new ApiError(41002);
    const app = world.findApp(query['appid']);
    if (app === null) throw new ApiError(40013);
    if (!query['secret']) throw new ApiError(41004);
    if (query['secret'] !== app.appSecret) throw new ApiError(40125);
    return session(call, app);
  }),

  openEndpoint('GET', '/sns/component/jscode2session', (call) => {
    const { world, query } = call;
    if (!query['component_access_token']) throw new ApiError(41021);
    requireComponent(world, query['component_access_token']);
    if (!query['component_appid']) throw new ApiError(41018);
    if (query['component_appid'] !== world.env.componentAppid) throw new ApiError(40013);
    if (!query['appid']) throw new ApiError(41002);
    const app = world.findApp(query['appid']);
    if (app === null) throw new ApiError(40013);
    if (!app.authorization.isActive) throw new ApiError(61003);
    return session(call, app);
  }),

  authorizerEndpoint('GET', '/wxa/checksession', ({ query }, app) => {
    const user = requireSession(app, query);
    if (userStateOf(app, user.user).isSessionOver) throw new ApiError(87009);
    return ok();
  }),

  authorizerEndpoint('GET', '/wxa/resetusersessionkey', ({ query }, app) => {
    const user = requireSession(app, query);
    if (userStateOf(app, user.user).isSessionOver) throw new ApiError(87007);
    user.sessionKey = randomBytes(16).toString('base64');
    return ok({ openid: user.openid, session_key: user.sessionKey });
  }),

  authorizerEndpoint('POST', '/wxa/business/getuserphonenumber', ({ world, body }, app) => {
    const code = app.phoneCodes[body.string('code', 40029)];
    if (!code || code.used || code.expiresAt <= Date.now()) throw new ApiError(40029);
    const openid = body.optionalString('openid');
    if (openid !== undefined && app.users[code.user]?.openid !== openid) throw new ApiError(40003);
    if (!app.verified) throw new ApiError(48001);
    if (isPhoneQuotaSpent(world, app)) throw new ApiError(48001, 'the phone number quota is used up');
    code.used = true;
    const release = afterRelease(app);
    release.phoneCalls = (release.phoneCalls ?? 0) + 1;
    return ok({ phone_info: phoneInfo(code.phoneNumber, app.appid) });
  }),
];

/** 40029 wrong, expired or another account's code; 40163 used. */
function session({ query }: Call, app: App): object {
  if (query['grant_type'] !== 'authorization_code') throw new ApiError(40097, 'grant_type must be authorization_code');
  if (!query['js_code']) throw new ApiError(41008);
  const code = app.loginCodes[query['js_code']];
  if (!code) throw new ApiError(40029);
  if (code.used) throw new ApiError(40163);
  if (code.expiresAt <= Date.now()) throw new ApiError(40029);
  const user = app.users[code.user];
  if (!user) throw new ApiError(40029);
  if (userStateOf(app, user.user).isBlocked) throw new ApiError(40226);
  code.used = true;
  visit(app, user.openid);
  if (userStateOf(app, user.user).isSessionOver) setUserState(app, user.user, { isSessionOver: false });
  user.sessionKey = randomBytes(16).toString('base64');
  return { session_key: user.sessionKey, openid: user.openid, ...(user.unionid && { unionid: user.unionid }) };
}

/** The signature's key is the session key's base64 text as it is, the message empty (login-and-user.md §2.3). */
export const sessionSignature = (sessionKey: string): string =>
  createHmac('sha256', sessionKey).update('').digest('hex');

function requireSession(app: App, query: Record<string, string>): AppUser {
  const user = requireOpenid(app, query['openid'] ?? '');
  if (query['sig_method'] !== 'hmac_sha256') throw new ApiError(40097);
  if (query['signature'] !== sessionSignature(user.sessionKey)) throw new ApiError(87009);
  return user;
}
