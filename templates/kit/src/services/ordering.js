const api = require('./api');

/*
 * What the checkout asks for a basket: its price, and the order. A basket with a `group` opens that group, or joins it.
 */

/** @param {object} wish delivery, region, and what was chosen of coupons, points and balance; a group's price takes none of these */
function quote(basket, wish) {
  if (!basket.group) return api.quote(Object.assign({ lines: basket.lines }, wish));
  const { delivery, region } = wish;
  return api
    .quoteInGroup(basket.group.groupBuyId, wishOf(basket, Object.assign({ delivery }, region ? { region } : {})))
    .then((answer) => Object.assign({ coupons: [], couponOffers: [], missed: [], account: null, notices: [] }, answer));
}

function place(basket, order, key) {
  if (!basket.group) return api.placeOrder(order, key);
  const { delivery, address, note, expectedTotalFen } = order;
  const wish = wishOf(basket, { delivery, expectedTotalFen });
  if (address) wish.address = address;
  if (note) wish.note = note;
  return api.placeGroupOrder(basket.group.groupBuyId, wish, key);
}

function wishOf({ lines, group }, more) {
  const [{ skuId, quantity }] = lines;
  return Object.assign({ skuId, quantity }, group.groupId ? { groupId: group.groupId } : {}, more);
}

module.exports = { quote, place };
