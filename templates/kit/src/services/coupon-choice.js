const { fill, texts } = require('../i18n/index');
const { plainYuan, yuan } = require('./money');

/** An action sheet holds six rows; the last one is for none. */
const MOST = 5;

/** What a checkout says of coupons: `line` about the one that is used, and whether there is anything to choose. */
function couponLine(quote) {
  const t = texts('coupons');
  const usable = usableOf(quote);
  if (quote.coupon) return { line: fill(t.used, { title: quote.coupon.title, amount: yuan(quote.coupon.discountFen) }), choosable: true };
  if (usable.length > 0) return { line: fill(t.unused, { count: usable.length }), choosable: true };
  const near = (quote.coupons || []).filter(({ missingFen }) => missingFen > 0)[0];
  const isSaleOnly = (quote.coupons || []).length > 0 && quote.lines.every(({ flashSaleId }) => flashSaleId);
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

/** @returns {Promise<string>} the wish for the next quote, or an empty string when the shopper left it as it is */
function chooseCoupon(quote) {
  const t = texts('coupons');
  const usable = usableOf(quote).slice(0, MOST);
  const rows = usable.map(({ title, discountFen }) => fill(t.used, { title, amount: yuan(discountFen) }));
  return new Promise((resolve) => {
    wx.showActionSheet({
      itemList: rows.concat(t.none),
      success: ({ tapIndex }) => resolve(tapIndex < usable.length ? usable[tapIndex].claimId : 'none'),
      fail: () => resolve(''),
    });
  });
}

function usableOf(quote) {
  return (quote.coupons || []).filter(({ discountFen }) => discountFen > 0);
}

module.exports = { couponLine, priceNotices, chooseCoupon };
