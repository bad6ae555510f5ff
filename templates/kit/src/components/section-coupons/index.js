const { open } = require('../../services/navigation');
const { couponView } = require('../../services/coupon-view');
const { texts } = require('../../i18n/index');

/** Coupons to collect, on the page that hands them out. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, coupons: [] },

  observers: {
    section(section) {
      const t = texts('section');
      const settings = section.settings || {};
      this.setData({ t, settings, coupons: (section.coupons || []).map(couponView) });
    },
  },

  methods: {
    onTap(event) {
      open('coupons', { id: event.currentTarget.dataset.id });
    },
  },
});
