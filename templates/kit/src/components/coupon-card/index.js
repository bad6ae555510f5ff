const { couponView } = require('../../services/coupon-view');

/** A coupon as a ticket, with one thing to do about it. Triggers `act {id}` when it is tapped and not `off`. */
Component({
  properties: {
    coupon: { type: Object, value: {} },
    action: { type: String, value: '' },
    /** Used, over or gone: shown pale, cannot be tapped. */
    off: { type: Boolean, value: false },
  },

  data: { view: {} },

  observers: {
    coupon(coupon) {
      if (coupon && coupon.kind) this.setData({ view: couponView(coupon) });
    },
  },

  methods: {
    onTap() {
      if (!this.data.off) this.triggerEvent('act', { id: this.data.coupon.id });
    },
  },
});
