/**
 * What the shopper is about to buy, handed from cart or product page to checkout. A query string would be visible in
 * shared links and is limited in length.
 */
let basket = { lines: [], fromCart: false, group: null };

module.exports = {
  /**
   * @param {{skuId: string, quantity: number}[]} lines
   * @param {boolean} fromCart
   * @param {{groupBuyId: string, groupId: string}} [group] what is bought in a group: the one line; without a `groupId` one is opened
   */
  fill(lines, fromCart, group) {
    basket = { lines, fromCart, group: group || null };
  },
  contents() {
    return basket;
  },
};
