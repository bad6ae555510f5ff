const { pathsOf } = require('./page-paths');

/** Which pages this shop has, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: pathsOf(
    [
      'home', 'bookings', 'me', 'points', 'balance', 'top-up', 'gift-cards', 'page', 'service', 'staff', 'times', 'confirm', 'booking',
      'pay-result', 'orders', 'my-data', 'review', 'invoice', 'receipt', 'order',
    ],
    {
      category: '/pages/services/index',
      // An order's line is the service that was booked.
      product: '/pages/service/index',
    },
  ),
  tabs: ['home', 'category', 'bookings', 'me'],
};
