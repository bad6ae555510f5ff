const menuCart = require('../../services/menu-cart');
const { plainYuan } = require('../../services/money');
const { confirm } = require('../../services/notice');
const { fill, texts } = require('../../i18n/index');

/** The cart that floats over the menu, within the reach of a thumb. Triggers `checkout`. */
Component({
  properties: {
    /** Below this nothing is ordered; 0 for any order. */
    minimumFen: { type: Number, value: 0 },
    /** Why nothing can be ordered now, or an empty text. */
    blocked: { type: String, value: '' },
    /** Stands above the tab bar, which keeps clear of the screen's edge itself. */
    tabbed: { type: Boolean, value: true },
  },

  data: { t: texts('menu'), lines: [], count: 0, totalFen: 0, missing: '', opened: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('menu') });
      this.unwatch = menuCart.watch(() => this.show());
      this.show();
    },
    detached() {
      this.unwatch();
    },
  },

  pageLifetimes: {
    show() {
      this.setData({ t: texts('menu') });
      this.show();
    },
  },

  observers: {
    minimumFen() {
      this.show();
    },
  },

  methods: {
    show() {
      const { count, totalFen } = menuCart.summary();
      const missingFen = this.data.minimumFen - totalFen;
      this.setData({
        lines: menuCart.contents(),
        count,
        totalFen,
        missing: count > 0 && missingFen > 0 ? fill(this.data.t.missing, { amount: plainYuan(missingFen) }) : '',
        opened: this.data.opened && count > 0,
      });
    },

    onOpen() {
      if (this.data.count > 0) this.setData({ opened: !this.data.opened });
    },

    onVisible(event) {
      if (!event.detail.visible) this.setData({ opened: false });
    },

    onQuantity(event) {
      menuCart.setQuantity(event.currentTarget.dataset.key, Number(event.detail.value));
    },

    onClear() {
      const { t } = this.data;
      confirm(t.clearAsk, t.clear, t.cancel).then((yes) => {
        if (yes) menuCart.clear();
      });
    },

    onCheckout() {
      const { count, missing, blocked } = this.data;
      if (count === 0 || missing || blocked) return;
      this.setData({ opened: false });
      this.triggerEvent('checkout');
    },
  },
});
