const { pathsOf } = require('./page-paths');

/**
 * Which pages this shop has, by what they show, and which of them stand in the tab bar (in its order). A template with
 * other pages lays its own table over this one; a link to a page that is not in it goes nowhere.
 */
module.exports = {
  pages: pathsOf([
    'home', 'category', 'cart', 'me', 'search', 'product', 'page', 'coupons', 'coupon', 'coupon-gift', 'points', 'balance', 'top-up', 'gift-cards', 'flash-sale', 'draw', 'draw-proof', 'group-buy',
    'checkout', 'pay-result', 'orders', 'my-data', 'favourite-goods', 'review', 'invoice', 'receipt', 'order',
  ]),
  tabs: ['home', 'category', 'cart', 'me'],
};
