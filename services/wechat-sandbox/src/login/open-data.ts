import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { type Knob, requireApp } from '../console/knob.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { findPaidOrder, payerOpenid } from '../shipping/payment-order.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { afterRelease, enterUser, requireOpenid, visit } from './users.js';

const KEPT_PHONE_DATA_MS = 3 * 86_400_000;
const UNION_WITHIN_MS = 5 * 60_000;

/** Data that WeChat gives encrypted, and the unionid of a payer; login-and-user.md §4. */
export const openDataEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/business/checkencryptedmsg', ({ body }, app) => {
    const hash = body.string('encrypted_msg_hash');
    if (!/^[0-9a-f]{64}$/i.test(hash)) throw new ApiError(40097);
    const given = app.afterRelease?.encrypted ?? {};
    const found = Object.hasOwn(given, hash.toLowerCase()) ? given[hash.toLowerCase()] : undefined;
    const isKnown = found !== undefined && found.createdAt > Date.now() - KEPT_PHONE_DATA_MS;
    return ok({ vaild: isKnown, create_time: isKnown ? Math.floor(found.createdAt / 1000) : 0 });
  }),

  authorizerEndpoint('GET', '/wxa/getpaidunionid', (call, app) => ok({ unionid: paidUnionid(call, app) })),
];

/** 40003 unknown person, 89002 account not bound to an open platform, 89300 no payment of that person in the last 5 minutes. */
function paidUnionid({ world, query }: Call, app: App): string {
  const person = requireOpenid(app, query['openid'] ?? '');
  if (!app.unionBound || person.unionid === null) throw new ApiError(89002);
  const order = findOrder(world, app, query, person.openid);
  if (order?.paidAt == null || order.paidAt < Date.now() - UNION_WITHIN_MS) throw new ApiError(89300);
  if (payerOpenid(app, order) !== person.openid) throw new ApiError(89300);
  return person.unionid;
}

function findOrder(world: World, app: App, query: Record<string, string>, openid: string) {
  const { transaction_id: transactionId, mch_id: mchid, out_trade_no: outTradeNo } = query;
  if (transactionId) return findPaidOrder(world, app, { transactionId });
  if (mchid && outTradeNo) return findPaidOrder(world, app, { mchid, subMchid: null, outTradeNo });
  const own = Object.values(world.state.pay.orders).filter((order) => payerOpenid(app, order) === openid);
  return own.sort((a, b) => (b.paidAt ?? 0) - (a.paidAt ?? 0))[0] ?? null;
}

/** AES-128-CBC under the session key, with the watermark that receivers must check. */
export function encryptOpenData(data: object, appid: string, sessionKey: string, iv = randomBytes(16)) {
  const watermark = { timestamp: Math.floor(Date.now() / 1000), appid };
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), iv);
  const plain = JSON.stringify({ ...data, watermark });
  return {
    encryptedData: Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64'),
    iv: iv.toString('base64'),
  };
}

/** Over the data's exact text and the key's base64 text. */
export const openDataSignature = (rawData: string, sessionKey: string): string =>
  createHash('sha1')
    .update(rawData + sessionKey)
    .digest('hex');

export const openDataKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/encrypted-data',
    summary: 'Gives what wx.getUserInfo or the old getPhoneNumber gives: encryptedData, iv, rawData, signature',
    body: Type.Object(
      {
        user: Type.String({ minLength: 1, maxLength: 100 }),
        kind: Type.Unsafe<'userInfo' | 'phoneNumber'>({ type: 'string', enum: ['userInfo', 'phoneNumber'] }),
        data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      },
      { additionalProperties: false },
    ),
    answers: 'encryptedData and iv; of userInfo rawData and signature too',
    handle: (use) => {
      const app = requireApp(use);
      const { user, kind, data } = use.body as { user: string; kind: 'userInfo' | 'phoneNumber'; data?: object };
      return giveEncrypted(app, user, kind, data ?? {});
    },
  },
];

function giveEncrypted(app: App, user: string, kind: 'userInfo' | 'phoneNumber', data: object): object {
  const person = enterUser(app, user);
  visit(app, person.openid);
  if (kind === 'phoneNumber') {
    const phone = { phoneNumber: '13800138000', purePhoneNumber: '13800138000', countryCode: '86', ...data };
    const sealed = encryptOpenData(phone, app.appid, person.sessionKey);
    const hash = createHash('sha256').update(sealed.encryptedData).digest('hex');
    (afterRelease(app).encrypted ??= {})[hash] = { createdAt: Date.now() };
    return sealed;
  }
  const profile = {
    nickName: '微信用户',
    gender: 0,
    language: 'zh_CN',
    city: '',
    province: '',
    country: '',
    avatarUrl: '',
    ...data,
  };
  const rawData = JSON.stringify(profile);
  const identity = { openId: person.openid, ...(person.unionid && { unionId: person.unionid }) };
  const sealed = encryptOpenData({ ...identity, ...profile }, app.appid, person.sessionKey);
  return { ...sealed, rawData, signature: openDataSignature(rawData, person.sessionKey) };
}
