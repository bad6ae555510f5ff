const { pathsOf } = require('./page-paths');

/** Which pages this magazine has, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: pathsOf(
    [
      'home', 'channel', 'cart', 'me', 'points', 'balance', 'top-up', 'gift-cards', 'article', 'author', 'favourites', 'search', 'product', 'page', 'coupons', 'coupon', 'coupon-gift', 'flash-sale',
      'draw', 'draw-proof', 'group-buy',
      'checkout', 'pay-result', 'orders', 'my-data', 'favourite-goods', 'review', 'invoice', 'receipt', 'order',
    ],
    { category: '/pages/goods/index' },
  ),
  tabs: ['home', 'channel', 'cart', 'me'],
};
