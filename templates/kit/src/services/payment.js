const api = require('./api');

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

module.exports = { pay, settled };
