const { texts } = require('../i18n/index');
const api = require('./api');
const { orderKeys } = require('./idempotency');
const { hasToken } = require('./session');

/**
 * Coupons that are handed out now and are `wanted`, each `{key, coupon, held, off, action}`; `held`: the shopper has all they may.
 * What is in the wallet already says so; a shopper who was never here is not logged in for it.
 */
function offered(wanted) {
  const held = hasToken() ? api.wallet('held').catch(() => ({ items: [] })) : Promise.resolve({ items: [] });
  return Promise.all([api.coupons(), held]).then(([offers, { items }]) =>
    offers.items
      .filter(wanted)
      .map((coupon) => offerOf(coupon, items.filter((one) => one.coupon.id === coupon.id).length)),
  );
}

/** A function that collects a coupon and answers the words to say. A second tap sends the same key: it is the same coupon. */
function collector() {
  let keyFor = orderKeys();
  return (id) =>
    api.claimCoupon(id, keyFor({ id })).then(
      () => {
        keyFor = orderKeys();
        return texts('coupons').done;
      },
      (error) => error.message,
    );
}

function offerOf(coupon, count) {
  const t = texts('coupons');
  const full = count >= coupon.perShopper;
  const gone = coupon.remaining === 0;
  return { key: coupon.id, coupon, held: full, off: full || gone, action: full ? t.taken : gone ? t.gone : count > 0 ? t.takeMore : t.take };
}

module.exports = { offered, collector };
