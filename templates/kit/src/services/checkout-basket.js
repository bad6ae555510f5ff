/**
 * What the shopper is about to buy, handed from cart or product page to checkout. A query string would be visible in
 * shared links and is limited in length.
 */
let basket = { lines: [], fromCart: false };

module.exports = {
  /** @param {{skuId: string, quantity: number}[]} lines @param {boolean} fromCart */
  fill(lines, fromCart) {
    basket = { lines, fromCart };
  },
  contents() {
    return basket;
  },
};
