const { yuan } = require('../../services/money');
const { say } = require('../../services/notice');
const { fill, texts } = require('../../i18n/index');

/** The sheet in which a guest says how a dish should be. Triggers `add {line, quantity}` and `close`. */
Component({
  properties: {
    dish: { type: Object, value: {} },
    groups: { type: Array, value: [] },
    visible: { type: Boolean, value: false },
  },

  data: { t: texts('dish'), line: null, wanting: '', quantity: 1, most: 99, sum: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('dish') });
    },
  },

  observers: {
    visible(visible) {
      if (visible) this.setData({ quantity: 1 });
      this.addUp();
    },
  },

  methods: {
    onChange(event) {
      const { line, wanting, most } = event.detail;
      this.setData({ line, wanting, most: Math.max(1, Math.min(99, most)) });
      this.addUp();
    },

    onQuantity(event) {
      this.setData({ quantity: Number(event.detail.value) });
      this.addUp();
    },

    addUp() {
      const { line, quantity } = this.data;
      this.setData({ sum: line ? yuan(line.priceFen * quantity) : '' });
    },

    onAdd() {
      const { line, wanting, quantity, t } = this.data;
      if (line) this.triggerEvent('add', { line, quantity });
      else say(wanting ? fill(t.pleaseChoose, { name: wanting }) : t.soldOut);
    },

    onVisible(event) {
      if (!event.detail.visible) this.onClose();
    },

    onClose() {
      this.triggerEvent('close');
    },
  },
});
