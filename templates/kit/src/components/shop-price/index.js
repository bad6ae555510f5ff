const { besideYuan } = require('../../services/currency');
const { yuan } = require('../../services/money');
const storefront = require('../../services/storefront');
const { texts } = require('../../i18n/index');

/** A price in integer fen, with the struck former price and "from" when the product has dearer choices. */
Component({
  properties: {
    fen: { type: Number, value: 0 },
    compareAtFen: { type: Number, value: 0 },
    from: { type: Boolean, value: false },
    size: { type: String, value: 'medium' },
    plain: { type: Boolean, value: false },
  },

  data: { whole: '0', cents: '00', former: '', beside: '', t: texts('common') },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
      // The first page of a shop that was never seen before stands before its settings are there.
      if (!storefront.current()) this.waitForShop();
    },
  },

  observers: {
    'fen, compareAtFen'(fen, compareAtFen) {
      const [whole, cents] = yuan(fen || 0).split('.');
      this.setData({ whole, cents, former: compareAtFen > fen ? yuan(compareAtFen) : '', beside: besideYuan(fen || 0) });
    },
  },

  methods: {
    waitForShop() {
      storefront.ready().then(
        () => this.setData({ beside: besideYuan(this.data.fen || 0) }),
        () => {
          // The price stands by itself.
        },
      );
    },
  },
});
