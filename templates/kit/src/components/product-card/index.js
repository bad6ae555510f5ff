const { openProduct } = require('../../services/navigation');
const { cardPrice } = require('../../services/sale-price');
const { texts } = require('../../i18n/index');

/** A product in a list. `layout`: `tile` (two columns), `small` (three columns, rows) or `line` (picture at the left). */
Component({
  properties: {
    product: { type: Object, value: {} },
    layout: { type: String, value: 'tile' },
  },

  data: { t: texts('common'), price: {} },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    product(product) {
      this.setData({ price: cardPrice(product || {}) });
    },
  },

  methods: {
    onTap() {
      openProduct(this.data.product.id);
    },
  },
});
