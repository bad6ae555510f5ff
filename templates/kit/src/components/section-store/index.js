const storefront = require('../../services/storefront');
const { texts } = require('../../i18n/index');

/** Where the store is and when it is open; what is not filled here is taken from the shop's contact. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { t: texts('section'), store: {}, located: false, shown: false },

  observers: {
    settings(settings) {
      const { brand, contact } = storefront.settings();
      const known = contact || {};
      const store = {
        name: settings.name || (brand && brand.name) || '',
        address: settings.address || known.address || '',
        hours: settings.hours || known.hours || '',
        phone: settings.phone || known.phone || '',
      };
      this.setData({
        t: texts('section'),
        store,
        located: Boolean(settings.latitude && settings.longitude),
        shown: Boolean(store.address || store.hours || store.phone),
      });
    },
  },

  methods: {
    onMap() {
      const { settings, store } = this.data;
      const { latitude, longitude } = settings;
      wx.openLocation({ latitude, longitude, name: store.name, address: store.address, scale: 16, fail() {} });
    },

    onCall() {
      wx.makePhoneCall({ phoneNumber: this.data.store.phone, fail() {} });
    },
  },
});
