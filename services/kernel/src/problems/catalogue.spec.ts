import { problemCatalogue } from './catalogue.js';
import { afterSaleProblems } from './catalogue/after-sale.js';
import { bookingsProblems } from './catalogue/bookings.js';
import { commerceProblems } from './catalogue/commerce.js';
import { conductProblems } from './catalogue/conduct.js';
import { fulfilmentProblems } from './catalogue/fulfilment.js';
import { couponWalletProblems } from './catalogue/coupon-wallet.js';
import { demoContentProblems } from './catalogue/demo-content.js';
import { diningProblems } from './catalogue/dining.js';
import { directProblems } from './catalogue/direct.js';
import { goodsProblems } from './catalogue/goods.js';
import { groupBuysProblems } from './catalogue/group-buys.js';
import { drawsProblems } from './catalogue/draws.js';
import { hostingProblems } from './catalogue/hosting.js';
import { httpProblems } from './catalogue/http.js';
import { identityProblems } from './catalogue/identity.js';
import { magazineProblems } from './catalogue/magazine.js';
import { membershipProblems } from './catalogue/membership.js';
import { personalDataProblems } from './catalogue/personal-data.js';
import { promotionGuardProblems } from './catalogue/promotion-guard.js';
import { portsProblems } from './catalogue/ports.js';
import { previewProblems } from './catalogue/previews.js';
import { promotionsProblems } from './catalogue/promotions.js';
import { releasesProblems } from './catalogue/releases.js';
import { shippingProblems } from './catalogue/shipping.js';
import { storedValueProblems } from './catalogue/stored-value.js';
import { wechatProblems } from './catalogue/wechat.js';
import { Problem } from './problem.js';
import type { ProblemDefinition } from './problem-table.js';

const parts = [
  afterSaleProblems,
  bookingsProblems,
  commerceProblems,
  conductProblems,
  fulfilmentProblems,
  couponWalletProblems,
  demoContentProblems,
  diningProblems,
  directProblems,
  drawsProblems,
  goodsProblems,
  groupBuysProblems,
  hostingProblems,
  httpProblems,
  identityProblems,
  magazineProblems,
  membershipProblems,
  personalDataProblems,
  promotionGuardProblems,
  portsProblems,
  previewProblems,
  promotionsProblems,
  releasesProblems,
  shippingProblems,
  storedValueProblems,
  wechatProblems,
];

describe('the catalogue of problems', () => {
  test('has every code once', () => {
    const codes = parts.flatMap((part) => Object.keys(part));

    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(Object.keys(problemCatalogue).sort()).toEqual(codes.sort());
  });

  test.each(Object.entries<ProblemDefinition>(problemCatalogue))(
    '%s has an error status, texts in both languages and the same parameters in each',
    (_code, definition) => {
      const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

      expect(definition.status).toBeGreaterThanOrEqual(400);
      for (const text of [definition.title, definition.detail]) {
        expect(text.zh).not.toBe('');
        expect(text.en).not.toBe('');
        expect(placeholders(text.zh)).toEqual(placeholders(text.en));
      }
    },
  );

  test('a problem goes over the wire as RFC 9457, in the language asked for, without its cause', () => {
    const problem = new Problem('request.rate_limited', {
      params: { seconds: 7 },
      errors: [{ pointer: '/name', code: 'required', detail: { zh: '必填', en: 'is required' } }],
      cause: new Error('secret'),
    });

    expect(problem.toDocument('en')).toEqual({
      type: 'urn:xiaopu:problem:request.rate_limited',
      title: 'Too many requests',
      status: 429,
      detail: 'Try again in 7 seconds.',
      code: 'request.rate_limited',
      errors: [{ pointer: '/name', code: 'required', detail: 'is required' }],
    });
    expect(problem.toDocument('zh').errors?.[0]?.detail).toBe('必填');
  });
});
