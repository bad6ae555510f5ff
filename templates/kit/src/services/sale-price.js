const serverTime = require('./server-time');

/** The sale whose price a SKU has now, or null. Where the contingent is gone, the usual price is back. */
function saleOf(sku) {
  const sale = sku && sku.flashSale;
  return sale && sale.remaining > 0 && isOn(sale) ? sale : null;
}

/**
 * What SKUs cost now.
 *
 * @returns {{lowFen: number, highFen: number, compareAtFen: number, sale: object|null}} the struck price and the sale are the cheapest one's
 */
function priceRange(skus) {
  const prices = skus.map(nowFen);
  const lowFen = Math.min(...prices);
  const cheapest = skus[prices.indexOf(lowFen)];
  const sale = saleOf(cheapest);
  const compareAtFen = sale ? cheapest.priceFen : (cheapest && cheapest.compareAtPriceFen) || 0;
  return { lowFen, highFen: Math.max(...prices), compareAtFen, sale };
}

/** What the card of a product shows: `{fen, compareAtFen, from, sale}`; `from` when there are dearer choices. */
function cardPrice(card) {
  const sale = card.flashSale && isOn(card.flashSale) ? card.flashSale : null;
  const { priceFen, maxPriceFen } = sale || card;
  return {
    fen: priceFen || 0,
    compareAtFen: (sale ? sale.listPriceFen : card.compareAtPriceFen) || 0,
    from: maxPriceFen > priceFen,
    sale: Boolean(sale),
  };
}

/** How many of a SKU one shopper can have at its sale's price, as far as everybody can know. */
function saleShare(sale) {
  return sale.perShopper ? Math.min(sale.remaining, sale.perShopper) : sale.remaining;
}

function nowFen(sku) {
  const sale = saleOf(sku);
  return sale ? sale.priceFen : sku.priceFen;
}

function isOn({ endsAt }) {
  return Date.parse(endsAt) > serverTime.now();
}

module.exports = { saleOf, priceRange, cardPrice, saleShare };
