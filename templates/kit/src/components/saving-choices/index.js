const { couponLine } = require('../../services/coupon-choice');
const { collector } = require('../../services/coupon-offers');
const { say } = require('../../services/notice');
const { choicesOf } = require('../../services/saving-choices');
const { texts } = require('../../i18n/index');

/** Coupons, points and balance of a checkout, and what is missing to more. Triggers `change {wish}` with what was chosen; the page asks anew. */
Component({
  properties: {
    quote: { type: Object, value: {} },
    /** As `saving-choices.noWish` makes it. */
    wish: { type: Object, value: {} },
    /** Nothing can be chosen while the page asks or orders. */
    busy: { type: Boolean, value: false },
  },

  data: { t: texts('savings'), picking: false, coupon: {}, choices: { points: '', balance: '', claim: null, hints: [] } },

  lifetimes: {
    attached() {
      this.setData({ t: texts('savings') });
      this.collect = collector();
    },
  },

  observers: {
    quote(quote) {
      if (quote && quote.lines) this.setData({ coupon: couponLine(quote), choices: choicesOf(quote) });
    },
  },

  methods: {
    onCoupon() {
      const { coupon, busy } = this.data;
      if (coupon.choosable && !busy) this.setData({ picking: true });
    },

    onPicked(event) {
      this.setData({ picking: false });
      this.change({ coupons: event.detail.wish });
    },

    onPickerClosed() {
      this.setData({ picking: false });
    },

    onPoints(event) {
      this.change({ usePoints: event.detail.value });
    },

    onBalance(event) {
      this.change({ useBalance: event.detail.value });
    },

    /** One tap: the coupon is collected and used. */
    onClaim() {
      const { choices, busy } = this.data;
      if (busy || this.collecting || !choices.claim) return;
      this.collecting = true;
      this.collect(choices.claim.id).then((words) => {
        this.collecting = false;
        say(words);
        this.change({ coupons: 'best' });
      });
    },

    change(part) {
      this.triggerEvent('change', { wish: Object.assign({}, this.data.wish, part) });
    },
  },
});
