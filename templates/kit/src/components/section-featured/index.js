const { openProduct } = require('../../services/navigation');
const { cardPrice } = require('../../services/sale-price');
const { texts } = require('../../i18n/index');

/** One product with room for a few words; nothing while the shop has no such product. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, product: null, price: {}, beside: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('section') });
    },
  },

  observers: {
    section(section) {
      const settings = section.settings || {};
      const [product] = section.products || [];
      const price = cardPrice(product || {});
      this.setData({ settings, price, product: product || null, beside: settings.layout === 'beside' });
    },
  },

  methods: {
    onTap() {
      openProduct(this.data.product.id);
    },
  },
});
