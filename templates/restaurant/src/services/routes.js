/**
 * Where this restaurant's pages are, by what they show. Goods are dishes, and categories are read on the menu: the menu stands
 * in the tab bar under its own name first, and once more at the end for links that name a category.
 */
module.exports = {
  pages: {
    home: '/pages/home/index',
    menu: '/pages/menu/index',
    category: '/pages/menu/index',
    orders: '/pages/orders/index',
    me: '/pages/me/index',
    search: '/pages/search/index',
    product: '/pages/dish/index',
    page: '/pages/page/index',
    coupons: '/pages/coupons/index',
    checkout: '/pages/checkout/index',
    'pay-result': '/pages/pay-result/index',
    order: '/pages/order/index',
  },
  tabs: ['home', 'menu', 'orders', 'me', 'category'],
};
