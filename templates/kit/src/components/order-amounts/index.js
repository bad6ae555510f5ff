const { yuan } = require('../../services/money');
const { texts } = require('../../i18n/index');

/** The sum of a quote or order: goods, delivery, total. */
Component({
  properties: { amounts: { type: Object, value: {} } },

  data: { t: texts('common'), subtotal: '', shipping: '', discount: '', coupon: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    amounts(amounts) {
      this.setData({
        subtotal: yuan(amounts.subtotalFen || 0),
        shipping: amounts.shippingFen > 0 ? yuan(amounts.shippingFen) : '',
        discount: amounts.discountFen > 0 ? yuan(amounts.discountFen) : '',
        coupon: (amounts.coupon && amounts.coupon.title) || '',
      });
    },
  },
});
