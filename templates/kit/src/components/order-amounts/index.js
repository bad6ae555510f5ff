const { yuan } = require('../../services/money');
const { savedText } = require('../../services/savings');
const { texts } = require('../../i18n/index');

/** The sum of a quote or order: goods, packing, delivery, total. What is eaten at the table or fetched is not delivered. */
Component({
  properties: { amounts: { type: Object, value: {} }, fetched: { type: Boolean, value: false } },

  data: { t: texts('common'), subtotal: '', packing: '', delivered: true, shipping: '', discount: '', coupon: '', saved: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    'amounts, fetched'(amounts, fetched) {
      this.setData({
        subtotal: yuan(amounts.subtotalFen || 0),
        packing: amounts.packingFen > 0 ? yuan(amounts.packingFen) : '',
        delivered: !fetched && (!amounts.dining || amounts.dining.distanceMeters !== null),
        shipping: amounts.shippingFen > 0 ? yuan(amounts.shippingFen) : '',
        discount: amounts.discountFen > 0 ? yuan(amounts.discountFen) : '',
        coupon: (amounts.coupon && amounts.coupon.title) || '',
        saved: savedText(amounts),
      });
    },
  },
});
