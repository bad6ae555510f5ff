const { open } = require('../../services/navigation');
const { fill, texts } = require('../../i18n/index');
const { localDay } = require('../../services/dates');
const { plainYuan } = require('../../services/money');

/** Coupons to collect, on the page that hands them out. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, coupons: [] },

  observers: {
    section(section) {
      const t = texts('section');
      const settings = section.settings || {};
      this.setData({ t, settings, coupons: (section.coupons || []).map((coupon) => shown(coupon, t)) });
    },
  },

  methods: {
    onTap(event) {
      open('coupons', { id: event.currentTarget.dataset.id });
    },
  },
});

function shown(coupon, t) {
  const percent = coupon.kind === 'percent';
  return {
    id: coupon.id,
    title: coupon.title,
    percent,
    value: percent
      ? fill(t.percentOff, { off: coupon.percentOff, fold: (100 - coupon.percentOff) / 10 })
      : plainYuan(coupon.amountFen),
    threshold: coupon.thresholdFen > 0 ? fill(t.couponFrom, { amount: plainYuan(coupon.thresholdFen) }) : t.couponAny,
    until: coupon.endsAt ? fill(t.until, { day: localDay(coupon.endsAt) }) : '',
    gone: coupon.remaining === 0,
  };
}
