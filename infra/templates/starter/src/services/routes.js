/** Where this shop's pages are, by what they show, and which of them stand in the tab bar. */
module.exports = {
  pages: {
    home: '/pages/home/index',
    cart: '/pages/cart/index',
    me: '/pages/me/index',
    search: '/pages/search/index',
    product: '/pages/product/index',
    page: '/pages/page/index',
    checkout: '/pages/checkout/index',
    'pay-result': '/pages/pay-result/index',
    orders: '/pages/orders/index',
    order: '/pages/order/index',
  },
  tabs: ['home', 'cart', 'me'],
};
