const api = require('./api');
const navigation = require('./navigation');
const { say } = require('./notice');

/** Page of `routes.js` that shows an order, by how its payment ended. */
const SHOWN_ON = { paid: 'paid', pending: 'pay-result', cancelled: 'order' };

/**
 * Opens WeChat's cashier for an order and answers how it stands afterwards.
 *
 * @returns {Promise<'paid'|'cancelled'|'pending'>} `pending`: the shopper confirmed, the money is not yet reported;
 * only the runtime's word counts, never that of the cashier's callback
 */
function pay(orderId) {
  return api
    .payment(orderId)
    .then(cashier)
    .then((confirmed) => (confirmed ? settled(orderId) : 'cancelled'));
}

/** Asks the runtime, which asks WeChat, whether the order is paid. An unanswered question leaves it pending. */
function settled(orderId) {
  return api.syncPayment(orderId).then(
    (order) => (order.state === 'paid' || order.state === 'refunded' ? 'paid' : 'pending'),
    () => 'pending',
  );
}

/** @returns {string} name of the page that shows the order after `pay` has answered */
function pageAfter(outcome) {
  return SHOWN_ON[outcome];
}

/**
 * Pays an order that has just been placed. It stands from here on: whatever happens at the cashier, its shopper ends on a page that
 * shows it, and not on the form at hand.
 */
function payPlaced({ id: orderId, state }) {
  const show = (name) => wx.redirectTo({ url: `${navigation.page(name)}?id=${orderId}` });
  // The balance has paid for it.
  if (state === 'paid') return Promise.resolve(show(pageAfter('paid')));
  return pay(orderId).then(
    (outcome) => show(pageAfter(outcome)),
    (error) => {
      say(error.message);
      show('order');
    },
  );
}

function cashier(payment) {
  return new Promise((resolve, reject) => {
    wx.requestPayment({
      timeStamp: payment.timeStamp,
      nonceStr: payment.nonceStr,
      package: payment.package,
      signType: payment.signType,
      paySign: payment.paySign,
      success: () => resolve(true),
      fail(error) {
        if (/cancel/.test(error.errMsg || '')) resolve(false);
        else reject(new Error(error.errMsg));
      },
    });
  });
}

module.exports = { pay, payPlaced, settled, pageAfter };
