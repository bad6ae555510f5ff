import type { PayMerchant } from '../state/pay.model.js';
import type { World } from '../world.js';
import { findMerchant } from './merchants.js';
import { invalidRequest, parameterError, PayError } from './pay-error.js';

/** Direct merchants and partners have endpoints of their own: 403 NO_AUTH at the other's. */
export function requireKind(merchant: PayMerchant, kind: 'direct' | 'partner'): void {
  if (merchant.kind !== kind)
    throw new PayError(403, 'NO_AUTH', '商户号该产品权限未开通，请前往商户平台>产品中心检查后重试');
}

/** The header's merchant and the one named in query or body must be the same. */
export function requireOwnMchid(merchant: PayMerchant, named: string | undefined): void {
  if (named === merchant.mchid) return;
  throw new PayError(400, 'PARAM_ERROR', 'http header中的mchid与post payload中的mchid不匹配', undefined, 268435461);
}

/** The sub merchant a partner acts for; it must have accepted this partner. wechat-pay-v3.md §1, §8. */
export function requireSub(world: World, partner: PayMerchant, subMchid: string | undefined): PayMerchant {
  if (!subMchid) throw parameterError('/sub_mchid', undefined, '子商户号未传', 268443704);
  if (subMchid === partner.mchid) throw parameterError('/sub_mchid', subMchid, '子商户号不能与商户号相同', 268443705);
  const sub = findMerchant(world, subMchid);
  if (sub === null) throw new PayError(400, 'MCH_NOT_EXISTS', '商户号不存在');
  if (!sub.partners.includes(partner.mchid)) throw invalidRequest('受理关系不存在', 268443701);
  return sub;
}

/** For endpoints that both modes share: the sub merchant of a partner's call, null for a direct merchant's. */
export function subOf(world: World, merchant: PayMerchant, subMchid: string | undefined): PayMerchant | null {
  if (merchant.kind === 'partner') return requireSub(world, merchant, subMchid);
  if (subMchid === undefined) return null;
  throw parameterError('/sub_mchid', subMchid, '直连商户不支持的参数', 270924358);
}

/** What was found under the signing merchant must belong to the named sub merchant: 268447845. */
export function requireSameSub(found: { subMchid: string | null }, sub: PayMerchant | null): void {
  if (found.subMchid !== (sub?.mchid ?? null)) throw invalidRequest('子商户号与订单不匹配', 268447845);
}
