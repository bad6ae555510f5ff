const { yuan } = require('../../services/money');
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

  data: { whole: '0', cents: '00', former: '', t: texts('common') },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    'fen, compareAtFen'(fen, compareAtFen) {
      const [whole, cents] = yuan(fen || 0).split('.');
      this.setData({ whole, cents, former: compareAtFen > fen ? yuan(compareAtFen) : '' });
    },
  },
});
