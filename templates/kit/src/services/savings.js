const { yuan } = require('./money');
const { fill, texts } = require('../i18n/index');

/** By how much a quote or an order costs less than its goods usually do: sale, group and members' prices, and coupons. In fen. */
function savedFen({ lines, discountFen, pointsFen }) {
  const offPrices = (lines || []).reduce((fen, line) => fen + offPrice(line), 0);
  // Points are the shopper's own.
  return offPrices + (discountFen || 0) - (pointsFen || 0);
}

/** The same in words; empty when nothing is saved. */
function savedText(amounts) {
  const fen = savedFen(amounts);
  return fen > 0 ? fill(texts('common').saved, { amount: yuan(fen) }) : '';
}

function offPrice({ priceFen, listPriceFen, quantity }) {
  return listPriceFen > priceFen ? (listPriceFen - priceFen) * quantity : 0;
}

module.exports = { savedFen, savedText };
