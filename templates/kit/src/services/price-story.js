const { yuan } = require('./money');
const { fill, texts } = require('../i18n/index');

/*
 * A quote or an order told as a sum: what everything would cost, line by line what lowers that and why, and what is left to pay.
 */

/** The rows above the total, each `{key, label, text, off}`. What is eaten at the table or fetched (`fetched`) is not delivered. */
function sumRows(amounts, fetched) {
  const t = texts('common');
  const reasons = amounts.adjustments || [];
  const shipping = reasons.filter(({ kind }) => kind === 'shipping').reduce((fen, { amountFen }) => fen - amountFen, 0);
  const listShipping = (amounts.shippingFen || 0) + shipping;
  const delivered = !fetched && amounts.delivery !== 'virtual' && (!amounts.dining || amounts.dining.distanceMeters !== null);
  return [
    plain('goods', t.subtotal, goodsFen(amounts, listShipping)),
    amounts.packingFen > 0 && plain('packing', t.packing, amounts.packingFen),
    delivered && (listShipping > 0 ? plain('shipping', t.shipping, listShipping) : { key: 'shipping', label: t.shipping, text: t.free }),
    ...reasons.map((reason, index) => less(`why-${index}`, reasonText(reason, amounts), -reason.amountFen)),
    // An order of before reasons were kept.
    reasons.length === 0 && amounts.discountFen > 0 && less('discount', t.discount, amounts.discountFen),
  ].filter(Boolean);
}

/** The rows below it: what balance and bonus pay; empty when WeChat Pay pays for everything. */
function tenderRows({ balanceFen, bonusFen }) {
  const t = texts('common');
  return [
    balanceFen > 0 && less('balance', t.paidByBalance, balanceFen),
    bonusFen > 0 && less('bonus', t.paidByBonus, bonusFen),
  ].filter(Boolean);
}

/** What is still paid at WeChat's cashier. */
function payableFen({ payableFen: payable, totalFen }) {
  return payable === undefined ? totalFen || 0 : payable;
}

function goodsFen({ listTotalFen, packingFen, subtotalFen }, listShipping) {
  return listTotalFen === undefined ? subtotalFen || 0 : listTotalFen - (packingFen || 0) - listShipping;
}

function reasonText({ kind, title }, { pointsSpent }) {
  const word = texts('common').why[kind] || '';
  if (kind === 'points') return fill(word, { count: pointsSpent });
  return title ? `${word} ${title}` : word;
}

function plain(key, label, fen) {
  return { key, label, text: `¥${yuan(fen)}`, off: false };
}

function less(key, label, fen) {
  return { key, label, text: `-¥${yuan(fen)}`, off: true };
}

module.exports = { sumRows, tenderRows, payableFen };
