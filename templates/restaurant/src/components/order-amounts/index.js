const { yuan } = require('../../services/money');
const { texts } = require('../../i18n/index');

/** The sum of a quote or order: dishes, packing, delivery, total. What does not apply has no row. */
Component({
  properties: { amounts: { type: Object, value: {} } },

  data: { t: texts('common'), subtotal: '', packing: '', shipping: '', discount: '', coupon: '', brought: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    amounts(amounts) {
      this.setData({
        subtotal: yuan(amounts.subtotalFen || 0),
        packing: amounts.packingFen > 0 ? yuan(amounts.packingFen) : '',
        shipping: amounts.shippingFen > 0 ? yuan(amounts.shippingFen) : '',
        discount: amounts.discountFen > 0 ? yuan(amounts.discountFen) : '',
        coupon: (amounts.coupon && amounts.coupon.title) || '',
        brought: Boolean(amounts.dining && amounts.dining.distanceMeters !== null),
      });
    },
  },
});
