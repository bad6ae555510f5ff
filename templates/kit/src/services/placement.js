const { yuan } = require('./money');
const { confirm } = require('./notice');
const { fill, texts } = require('../i18n/index');

/**
 * Places an order or a booking. When its price has changed meanwhile, the shopper is shown the new one and asked; a yes places it
 * at that price, which may change again.
 *
 * @param {() => Promise<object>} place sends what the page holds now
 * @param {(problem: object) => Promise<number>} reprice shows the new price and answers it in fen; the refusal may hold the quote
 * @returns {Promise<object|null>} what was placed, or null when the shopper turned the new price down
 */
function placeAtPrice(place, reprice) {
  return place().catch((error) => {
    if (!/\.price_changed$/.test(error.code || '')) throw error;
    const t = texts('common');
    return reprice(error.problem)
      .then((totalFen) => confirm(fill(t.priceChanged, { total: yuan(totalFen) }), t.confirm, t.cancel))
      .then((accepted) => (accepted ? placeAtPrice(place, reprice) : null));
  });
}

module.exports = { placeAtPrice };
