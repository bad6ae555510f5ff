import { findUserByOpenid } from '../../login/users.js';
import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { fingerprint } from '../pay-body.js';
import { parameterError, PayError } from '../pay-error.js';
import { requireSub } from '../parties.js';
import { enterOrder, findOrder, issuePrepayId } from './find-order.js';
import type { DirectPrepayBody, PartnerPrepayBody } from './prepay-schema.js';

const DAY_MS = 86_400_000;
const DEFAULT_PAYABLE_MS = 7 * DAY_MS;
const SHORTEST_PAYABLE_MS = 60_000;
const LONGEST_PAYABLE_MS = 90 * DAY_MS;

/** An order of a direct merchant; gives its prepay_id. wechat-pay-v3.md §4. */
export function createDirectOrder(world: World, merchant: PayMerchant, body: DirectPrepayBody): string {
  requireBoundAppid(merchant, body.appid);
  requirePayer(world, body.appid, body.payer.openid, '/payer/openid');
  return createOrder(world, body, {
    mchid: merchant.mchid,
    appid: body.appid,
    subMchid: null,
    subAppid: null,
    openid: body.payer.openid,
    subOpenid: null,
  });
}

/** An order a partner makes for a sub merchant. */
export function createPartnerOrder(world: World, partner: PayMerchant, body: PartnerPrepayBody): string {
  const sub = requireSub(world, partner, body.sub_mchid);
  if (body.sp_appid !== undefined) requireBoundAppid(partner, body.sp_appid);
  if (body.sub_appid !== undefined) requireBoundAppid(sub, body.sub_appid);
  const { sp_openid: spOpenid, sub_openid: subOpenid } = body.payer;
  if ((spOpenid === undefined) === (subOpenid === undefined)) {
    throw parameterError('/payer', undefined, 'sp_openid与sub_openid二选一', 268501013);
  }
  if (subOpenid !== undefined && body.sub_appid === undefined) {
    throw parameterError('/sub_appid', undefined, '传sub_openid时sub_appid必填');
  }
  if (spOpenid !== undefined && body.sp_appid === undefined) {
    throw parameterError('/sp_appid', undefined, '传sp_openid时sp_appid必填');
  }
  if (spOpenid !== undefined) requirePayer(world, body.sp_appid ?? '', spOpenid, '/payer/sp_openid');
  if (subOpenid !== undefined) requirePayer(world, body.sub_appid ?? '', subOpenid, '/payer/sub_openid');
  return createOrder(world, body, {
    mchid: partner.mchid,
    appid: body.sp_appid ?? '',
    subMchid: sub.mchid,
    subAppid: body.sub_appid ?? null,
    openid: spOpenid ?? '',
    subOpenid: subOpenid ?? null,
  });
}

type Payee = Pick<PayOrder, 'mchid' | 'appid' | 'subMchid' | 'subAppid' | 'openid' | 'subOpenid'>;

function createOrder(world: World, body: DirectPrepayBody | PartnerPrepayBody, payee: Payee): string {
  requireNotifyUrl(body.notify_url);
  const now = Date.now();
  const payableUntilAt = payableUntil(body.time_expire, now);
  const known = findOrder(world, payee.mchid, body.out_trade_no);
  if (known) return reenter(world, known, payee, fingerprint(body));
  const order: PayOrder = {
    ...payee,
    outTradeNo: body.out_trade_no,
    fingerprint: fingerprint(body),
    description: body.description,
    attach: body.attach ?? null,
    notifyUrl: body.notify_url,
    totalFen: body.amount.total,
    deviceId: body.scene_info?.device_id ?? null,
    prepayIds: [],
    payableUntilAt,
    state: 'NOTPAY',
    transactionId: null,
    isShared: body.settle_info?.profit_sharing === true,
    frozenFen: 0,
    createdAt: now,
    paidAt: null,
  };
  enterOrder(world, order);
  return issuePrepayId(world, order);
}

/** The same number again must carry the same parameters; then it gets a living prepay_id. */
function reenter(world: World, order: PayOrder, payee: Payee, repeated: string): string {
  if (order.subMchid !== payee.subMchid) throw new PayError(403, 'OUT_TRADE_NO_USED', '商户订单号重复');
  if (order.state === 'CLOSED') throw new PayError(400, 'ORDER_CLOSED', '该订单已关闭');
  if (order.state !== 'NOTPAY') throw new PayError(400, 'ORDERPAID', '该订单已支付', undefined, 268498689);
  if (order.fingerprint !== repeated) {
    throw new PayError(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致', undefined, 268498688);
  }
  if (world.knobs.payResubmitRefreshesExpiry) {
    order.payableUntilAt = Math.max(order.payableUntilAt, Date.now() + SHORTEST_PAYABLE_MS);
  }
  const living = order.prepayIds.find(({ expiresAt }) => expiresAt > Date.now());
  return living?.value ?? issuePrepayId(world, order);
}

/** Under a minute is raised, over 90 days is capped, the past is taken as it is [K]; wechat-pay-v3.md §4 `time_expire`. */
function payableUntil(timeExpire: string | undefined, now: number): number {
  if (timeExpire === undefined) return now + DEFAULT_PAYABLE_MS;
  const instant = Date.parse(timeExpire);
  if (Number.isNaN(instant)) throw parameterError('/time_expire', timeExpire, '不是合法的rfc3339时间');
  if (instant <= now) return instant;
  return Math.min(Math.max(instant, now + SHORTEST_PAYABLE_MS), now + LONGEST_PAYABLE_MS);
}

function requireBoundAppid(merchant: PayMerchant, appid: string): void {
  if (merchant.appids.includes(appid)) return;
  throw new PayError(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', undefined, 268445527);
}

/** An AppID the sandbox does not know has no users to compare with. */
export function requirePayer(world: World, appid: string, openid: string, field: string): void {
  const app = world.findApp(appid);
  if (!world.knobs.checkPayerOpenid || app === null || findUserByOpenid(app, openid) !== null) return;
  throw new PayError(400, 'INVALID_REQUEST', 'appid和openid不匹配', {
    field,
    value: openid,
    issue: 'appid和openid不匹配',
    location: 'body',
  });
}

/** https for a public domain; http only for an address that is plainly not public; never a query. */
export function requireNotifyUrl(address: string, field = '/notify_url'): void {
  const parsed = URL.canParse(address) ? new URL(address) : null;
  if (parsed === null || address.includes('?') || address.includes('#'))
    throw parameterError(field, address, '不是合法的通知地址或带有参数');
  if (parsed.protocol === 'https:') return;
  const isPrivate =
    /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\])/.test(parsed.hostname) ||
    !parsed.hostname.includes('.');
  if (parsed.protocol !== 'http:' || !isPrivate) throw parameterError(field, address, '通知地址必须为https');
}
