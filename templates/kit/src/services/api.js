const { body, queryString } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

/** The runtime's endpoints by name; each answers the body. Shapes: the runtime's OpenAPI document. */
module.exports = {
  products: (query) => body(request({ path: `/products${queryString(query)}` })),
  product: (id) => body(request({ path: `/products/${encodeURIComponent(id)}` })),
  search: (query) => body(request({ path: `/search${queryString(query)}` })),
  suggestSearches: (q) => body(request({ path: `/search/suggestions${queryString({ q })}` })),
  code: (code) => body(request({ path: `/codes/${encodeURIComponent(code)}` })),
  categories: () => body(request({ path: '/categories' })),

  profile: () => body(authorized({ path: '/me' })),
  setNickname: (nickname) => body(authorized({ path: '/me/nickname', method: 'PUT', data: { nickname } })),
  setPhone: (code) => body(authorized({ path: '/me/phone', method: 'POST', data: { code } })),
  removePhone: () => body(authorized({ path: '/me/phone', method: 'DELETE', data: {} })),
  setAvatar: (bytes, contentType) =>
    body(authorized({ path: '/me/avatar', method: 'PUT', data: bytes, header: { 'content-type': contentType } })),

  cart: () => body(authorized({ path: '/cart' })),
  addToCart: (skuId, quantity) => body(authorized({ path: '/cart/lines', method: 'POST', data: { skuId, quantity } })),
  setCartQuantity: (skuId, quantity) =>
    body(authorized({ path: `/cart/lines/${encodeURIComponent(skuId)}`, method: 'PUT', data: { quantity } })),

  coupons: () => body(request({ path: '/coupons' })),
  claimCoupon: (id, idempotencyKey) =>
    body(
      authorized({
        path: `/coupons/${encodeURIComponent(id)}/claims`,
        method: 'POST',
        data: {},
        header: { 'idempotency-key': idempotencyKey },
      }),
    ),
  wallet: (state, cursor) => body(authorized({ path: `/me/coupons${queryString({ state, cursor })}` })),
  membership: () => body(authorized({ path: '/membership' })),
  pointsEntries: (cursor) => body(authorized({ path: `/membership/entries${queryString({ cursor })}` })),
  signIn: () => body(authorized({ path: '/membership/sign-in', method: 'POST', data: {} })),
  storedValue: () => body(request({ path: '/stored-value' })),
  balance: () => body(authorized({ path: '/me/balance' })),
  balanceEntries: (cursor) => body(authorized({ path: `/me/balance/entries${queryString({ cursor })}` })),
  topUp: (wish, idempotencyKey) =>
    body(authorized({ path: '/me/top-ups', method: 'POST', data: wish, header: { 'idempotency-key': idempotencyKey } })),
  redeemCard: (code) => body(authorized({ path: '/me/gift-cards/redemptions', method: 'POST', data: { code } })),
  boughtCards: () => body(authorized({ path: '/me/gift-cards' })),
  buyCard: (faceFen, idempotencyKey) =>
    body(
      authorized({
        path: '/me/gift-cards',
        method: 'POST',
        data: { faceFen },
        header: { 'idempotency-key': idempotencyKey },
      }),
    ),
  cardCode: (id) => body(authorized({ path: `/me/gift-cards/${encodeURIComponent(id)}/code`, method: 'POST', data: {} })),
  flashSales: () => body(request({ path: '/flash-sales' })),

  groupBuy: (id) => body(request({ path: groupBuyPath(id) })),
  group: (id) => body(request({ path: `/groups/${encodeURIComponent(id)}` })),
  ownGroups: () => body(authorized({ path: '/me/groups' })),
  quoteInGroup: (id, wish) => body(authorized({ path: `${groupBuyPath(id)}/quote`, method: 'POST', data: wish })),
  placeGroupOrder: (id, wish, idempotencyKey) =>
    body(
      authorized({
        path: `${groupBuyPath(id)}/orders`,
        method: 'POST',
        data: wish,
        header: { 'idempotency-key': idempotencyKey },
      }),
    ),

  quote: (wish) => body(authorized({ path: '/quote', method: 'POST', data: wish })),
  placeOrder: (order, idempotencyKey) =>
    body(authorized({ path: '/orders', method: 'POST', data: order, header: { 'idempotency-key': idempotencyKey } })),
  orders: (query) => body(authorized({ path: `/orders${queryString(query)}` })),
  order: (id) => body(authorized({ path: orderPath(id) })),
  payment: (id) => body(authorized({ path: `${orderPath(id)}/payment`, method: 'POST', data: {} })),
  syncPayment: (id) => body(authorized({ path: `${orderPath(id)}/payment/sync`, method: 'POST', data: {} })),
  cancelOrder: (id) => body(authorized({ path: `${orderPath(id)}/cancel`, method: 'POST', data: {} })),
  confirmReceipt: (id) => body(authorized({ path: `${orderPath(id)}/confirm-receipt`, method: 'POST', data: {} })),
  messageTemplates: () => body(request({ path: '/message-templates' })),
  tellSubscriptions: (answers) => body(authorized({ path: '/subscriptions', method: 'POST', data: { answers } })),
  requestRefund: (id, reason) =>
    body(authorized({ path: `${orderPath(id)}/refunds`, method: 'POST', data: { reason } })),
};

function groupBuyPath(id) {
  return `/group-buys/${encodeURIComponent(id)}`;
}

function orderPath(id) {
  return `/orders/${encodeURIComponent(id)}`;
}
