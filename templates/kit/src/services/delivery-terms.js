const { plainYuan } = require('./money');
const { text } = require('../i18n/index');

/** Ways of delivery the merchant offers, in the runtime's words: `express`, `pickup`. */
function offered(delivery) {
  return ['express', 'pickup'].filter((way) => delivery && delivery[way] && delivery[way].enabled);
}

/** One line about delivery for a product page; the amount to pay always comes from the runtime's quote. */
function summary(delivery) {
  const ways = offered(delivery);
  const parts = [];
  if (ways.indexOf('express') >= 0) {
    const { feeFen, freeFromFen } = delivery.express;
    if (!feeFen) parts.push(text('product.freeAlways'));
    else if (freeFromFen > 0) parts.push(text('product.freeFrom', { amount: plainYuan(freeFromFen) }));
    else parts.push(text('product.fee', { amount: plainYuan(feeFen) }));
  }
  if (ways.indexOf('pickup') >= 0) parts.push(text('product.pickupAt'));
  return parts.join(' · ');
}

/** What goods of this sum lack until they are sent for nothing; empty when nothing is lacking, or when they never are. */
function untilFree(delivery, subtotalFen) {
  if (subtotalFen <= 0 || offered(delivery).indexOf('express') < 0) return '';
  const { feeFen, freeFromFen } = delivery.express;
  if (!feeFen || !(freeFromFen > subtotalFen)) return '';
  return text('cart.untilFree', { amount: plainYuan(freeFromFen - subtotalFen) });
}

module.exports = { offered, summary, untilFree };
