const storefront = require('./storefront');

const SIGNS = { USD: 'US$', EUR: '€', GBP: '£', JPY: 'JP¥', KRW: '₩', HKD: 'HK$', TWD: 'NT$', SGD: 'S$', AUD: 'A$', CAD: 'C$', THB: '฿' };

/**
 * What so many fen come to in the money the merchant shows beside yuan, as "≈ US$12.30"; an empty string where none is shown. It is
 * never charged, so that the last digit may be rounded.
 */
function besideYuan(fen) {
  const { currencies = [] } = storefront.current() || {};
  return currencies.length > 0 && fen > 0 ? inMoney(fen, currencies[0]) : '';
}

function inMoney(fen, { code, digits, numerator, denominator }) {
  const amount = ((fen / 100) * numerator) / denominator;
  return `≈ ${SIGNS[code] || `${code} `}${amount.toFixed(digits)}`;
}

module.exports = { besideYuan, inMoney };
