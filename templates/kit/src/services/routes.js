/**
 * Where this shop's pages are, by what they show, and which of them stand in the tab bar (in its order). A template with
 * other pages lays its own table over this one; a link to a page that is not in it goes nowhere.
 */
module.exports = {
  pages: {
    home: '/pages/home/index',
    category: '/pages/category/index',
    cart: '/pages/cart/index',
    me: '/pages/me/index',
    search: '/pages/search/index',
    product: '/pages/product/index',
    page: '/pages/page/index',
    coupons: '/pages/coupons/index',
    'flash-sale': '/pages/flash-sale/index',
    checkout: '/pages/checkout/index',
    'pay-result': '/pages/pay-result/index',
    orders: '/pages/orders/index',
    order: '/pages/order/index',
  },
  tabs: ['home', 'category', 'cart', 'me'],
};
