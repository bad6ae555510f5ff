import { afterSaleProblems } from './catalogue/after-sale.js';
import { bookingsProblems } from './catalogue/bookings.js';
import { commerceProblems } from './catalogue/commerce.js';
import { conductProblems } from './catalogue/conduct.js';
import { fulfilmentProblems } from './catalogue/fulfilment.js';
import { couponWalletProblems } from './catalogue/coupon-wallet.js';
import { demoContentProblems } from './catalogue/demo-content.js';
import { diningProblems } from './catalogue/dining.js';
import { directProblems } from './catalogue/direct.js';
import { drawsProblems } from './catalogue/draws.js';
import { goodsProblems } from './catalogue/goods.js';
import { groupBuysProblems } from './catalogue/group-buys.js';
import { hostingProblems } from './catalogue/hosting.js';
import { httpProblems } from './catalogue/http.js';
import { identityProblems } from './catalogue/identity.js';
import { magazineProblems } from './catalogue/magazine.js';
import { membershipProblems } from './catalogue/membership.js';
import { portsProblems } from './catalogue/ports.js';
import { previewProblems } from './catalogue/previews.js';
import { personalDataProblems } from './catalogue/personal-data.js';
import { promotionGuardProblems } from './catalogue/promotion-guard.js';
import { promotionsProblems } from './catalogue/promotions.js';
import { releasesProblems } from './catalogue/releases.js';
import { shippingProblems } from './catalogue/shipping.js';
import { storedValueProblems } from './catalogue/stored-value.js';
import { wechatProblems } from './catalogue/wechat.js';

/** Every problem the product can answer with: code → status and texts. */
export const problemCatalogue = {
  ...httpProblems,
  ...portsProblems,
  ...identityProblems,
  ...wechatProblems,
  ...hostingProblems,
  ...releasesProblems,
  ...commerceProblems,
  ...bookingsProblems,
  ...afterSaleProblems,
  ...conductProblems,
  ...magazineProblems,
  ...membershipProblems,
  ...fulfilmentProblems,
  ...couponWalletProblems,
  ...demoContentProblems,
  ...diningProblems,
  ...directProblems,
  ...drawsProblems,
  ...previewProblems,
  ...personalDataProblems,
  ...promotionGuardProblems,
  ...promotionsProblems,
  ...shippingProblems,
  ...storedValueProblems,
  ...goodsProblems,
  ...groupBuysProblems,
} as const;

export type ProblemCode = keyof typeof problemCatalogue;
