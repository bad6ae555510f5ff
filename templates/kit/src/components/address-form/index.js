const { texts } = require('../../i18n/index');

/**
 * Where to deliver. An own form rather than WeChat's address picker: that interface must be applied for and granted
 * for every single applet, and an applet without the grant could not sell. Triggers `change {address}` on every edit.
 */
Component({
  properties: { address: { type: Object, value: {} } },

  data: { t: texts('checkout'), regionText: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('checkout') });
    },
  },

  observers: {
    address(address) {
      this.setData({ regionText: (address.region || []).join(' ') });
    },
  },

  methods: {
    onField(event) {
      this.change({ [event.currentTarget.dataset.field]: event.detail.value });
    },

    onRegion(event) {
      this.change({ region: event.detail.value });
    },

    change(part) {
      this.triggerEvent('change', { address: Object.assign({}, this.data.address, part) });
    },
  },
});
