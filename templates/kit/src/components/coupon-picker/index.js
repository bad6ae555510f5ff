const { toggled } = require('../../services/coupon-picking');
const { plainYuan, yuan } = require('../../services/money');
const { fill, texts } = require('../../i18n/index');

/**
 * Which coupons an order uses: the best by themselves, those the shopper names, or none.
 * Triggers `choose {wish}`, wish as in a quote ('best', 'none' or claims), and `close`.
 */
Component({
  properties: {
    visible: { type: Boolean, value: false },
    /** The quote that is on the screen. */
    quote: { type: Object, value: {} },
  },

  data: { t: texts('coupons'), named: [], rows: [] },

  lifetimes: {
    attached() {
      this.setData({ t: texts('coupons') });
    },
  },

  observers: {
    'visible, quote'(visible, quote) {
      if (!visible || !quote) return;
      this.mark((quote.coupons || []).map(({ claimId }) => claimId));
    },
  },

  methods: {
    mark(named) {
      const { quote, t } = this.data;
      const rows = (quote.couponOffers || []).map((offer) => rowOf(offer, named.indexOf(offer.claimId) >= 0, t));
      this.setData({ named, rows });
    },

    onRow(event) {
      const { id, off } = event.currentTarget.dataset;
      if (!off) this.mark(toggled(this.data.quote.couponOffers || [], this.data.named, id));
    },

    onBest() {
      this.triggerEvent('choose', { wish: 'best' });
    },

    onDone() {
      const { named } = this.data;
      this.triggerEvent('choose', { wish: named.length > 0 ? named : 'none' });
    },

    onClose() {
      this.triggerEvent('close');
    },

    onVisible(event) {
      if (!event.detail.visible) this.onClose();
    },
  },
});

function rowOf({ claimId, title, discountFen, missingFen, stackable }, chosen, t) {
  const off = discountFen === 0;
  const short = missingFen > 0 ? fill(t.missing, { amount: plainYuan(missingFen) }) : t.unfit;
  return {
    key: claimId,
    title,
    chosen,
    off,
    words: off ? short : stackable ? t.stackable : t.alone,
    amount: off ? '' : `-¥${yuan(discountFen)}`,
  };
}
