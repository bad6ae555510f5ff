const { body } = require('./answers');
const { authorized } = require('./session');

/** The runtime's endpoints for one coupon of the shopper, and for gifts; each answers the body. Shapes: the runtime's OpenAPI document. */
module.exports = {
  coupon: (claimId) => body(authorized({ path: claimPath(claimId) })),
  code: (claimId) => body(authorized({ path: `${claimPath(claimId)}/code`, method: 'POST', data: {} })),
  give: (claimId) => body(authorized({ path: `${claimPath(claimId)}/gift`, method: 'POST', data: {} })),
  withdraw: (giftId) =>
    body(authorized({ path: `/me/coupon-gifts/${encodeURIComponent(giftId)}/withdraw`, method: 'POST', data: {} })),
  gift: (code) => body(authorized({ path: giftPath(code) })),
  take: (code) => body(authorized({ path: `${giftPath(code)}/take`, method: 'POST', data: {} })),
};

function claimPath(claimId) {
  return `/me/coupons/${encodeURIComponent(claimId)}`;
}

function giftPath(code) {
  return `/coupon-gifts/${encodeURIComponent(code)}`;
}
