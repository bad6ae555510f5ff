/** Where this magazine's pages are, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: {
    home: '/pages/home/index',
    channel: '/pages/channel/index',
    cart: '/pages/cart/index',
    me: '/pages/me/index',
    article: '/pages/article/index',
    author: '/pages/author/index',
    favourites: '/pages/favourites/index',
    category: '/pages/goods/index',
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
  tabs: ['home', 'channel', 'cart', 'me'],
};
