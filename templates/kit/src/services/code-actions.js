const navigation = require('./navigation');
const { say } = require('./notice');
const tableCode = require('./table-code');
const { text } = require('../i18n/index');

/**
 * What a scanned code does, by its kind: `prepare` may fetch what `act` needs, as soon as the code is known. Kinds without a line
 * are only remembered for the visit.
 */
module.exports = {
  product: {
    act({ query }) {
      if (query.productId) navigation.openProduct(query.productId);
    },
  },
  coupon: {
    act({ query }) {
      say(text('scan.coupon', { coupon: query.coupon }));
    },
  },
  table: tableCode,
};
