/** Where this shop's pages are, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: {
    home: '/pages/home/index',
    category: '/pages/services/index',
    bookings: '/pages/bookings/index',
    me: '/pages/me/index',
    page: '/pages/page/index',
    service: '/pages/service/index',
    // An order's line is the service that was booked.
    product: '/pages/service/index',
    staff: '/pages/staff/index',
    times: '/pages/times/index',
    confirm: '/pages/confirm/index',
    booking: '/pages/booking/index',
    'pay-result': '/pages/pay-result/index',
    orders: '/pages/orders/index',
    order: '/pages/order/index',
  },
  tabs: ['home', 'category', 'bookings', 'me'],
};
