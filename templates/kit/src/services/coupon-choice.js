const { fill, texts } = require('../i18n/index');
const { plainYuan, yuan } = require('./money');

/** What a checkout says of coupons: `line` about those that are used, and whether there is anything to choose. */
function couponLine(quote) {
  const t = texts('coupons');
  const used = quote.coupons || [];
  const offers = quote.couponOffers || [];
  const usable = usableOf(quote);
  if (used.length > 0) {
    const offFen = used.reduce((fen, { discountFen }) => fen + discountFen, 0);
    return { line: fill(t.used, { title: used.map(({ title }) => title).join(' + '), amount: yuan(offFen) }), choosable: true };
  }
  if (usable.length > 0) return { line: fill(t.unused, { count: usable.length }), choosable: true };
  const near = offers.filter(({ missingFen }) => missingFen > 0)[0];
  const isSaleOnly = offers.length > 0 && quote.lines.every(({ flashSaleId }) => flashSaleId);
  if (isSaleOnly) return { line: t.saleOnly, choosable: false };
  return { line: near ? fill(t.buyMore, { amount: plainYuan(near.missingFen), title: near.title }) : '', choosable: false };
}

/** Why goods in a sale cost the usual price, a sentence each; also goods that had a sale's price in the quote `before` and have it no more. */
function priceNotices(quote, before) {
  const t = texts('coupons');
  const notices = quote.notices || [];
  const told = notices.map(({ code, title, left, perShopper }) =>
    fill(code === 'flash_sale.limit' ? t.overLimit : left > 0 ? t.overStock : t.saleGone, {
      title,
      left,
      count: perShopper || left,
    }),
  );
  const inSale = ((before && before.lines) || []).filter((line) => line.flashSaleId).map((line) => line.skuId);
  const ended = (quote.lines || []).filter(
    ({ skuId, flashSaleId }) =>
      !flashSaleId && inSale.indexOf(skuId) >= 0 && !notices.some((notice) => notice.skuId === skuId),
  );
  return told.concat(ended.map(({ title }) => fill(t.saleOver, { title })));
}

function usableOf(quote) {
  return (quote.couponOffers || []).filter(({ discountFen }) => discountFen > 0);
}

module.exports = { couponLine, priceNotices };
