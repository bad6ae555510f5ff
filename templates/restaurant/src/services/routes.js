const { pathsOf } = require('./page-paths');

/** Which pages this restaurant has, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: pathsOf(
    ['home', 'menu', 'orders', 'my-data', 'favourite-goods', 'me', 'points', 'balance', 'top-up', 'gift-cards', 'search', 'page', 'coupons', 'coupon', 'coupon-gift', 'checkout', 'pay-result', 'review', 'invoice', 'receipt', 'order'],
    {
      // Goods are dishes, and their categories are read on the menu.
      product: '/pages/dish/index',
      category: '/pages/menu/index',
      browse: '/pages/menu/index',
      // The number a guest is called by stands on the order.
      paid: '/pages/order/index',
    },
  ),
  tabs: ['home', 'menu', 'orders', 'me'],
};
