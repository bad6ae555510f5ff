const api = require('./api');

/**
 * Lets the shopper confirm that the goods have arrived: in WeChat's own window where WeChat manages the trade, else here.
 *
 * @returns {Promise<object>} the order as the runtime knows it afterwards; only its word counts, never the window's
 */
function confirmReceipt(order) {
  const confirmed = order.receipt ? openWindow(order.receipt.transactionId) : Promise.resolve();
  return confirmed.then(() => api.confirmReceipt(order.id));
}

/** Whatever the window says, the runtime looks for itself. */
function openWindow(transactionId) {
  return new Promise((resolve) => {
    if (!wx.openBusinessView) {
      resolve();
      return;
    }
    wx.openBusinessView({
      businessType: 'weappOrderConfirm',
      extraData: { transaction_id: transactionId },
      complete: () => resolve(),
    });
  });
}

module.exports = { confirmReceipt };
