const storefront = require('../../services/storefront');
const { texts } = require('../../i18n/index');

/** The way to a human being: WeChat's customer service, or the phone. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { t: texts('section'), chat: false, phone: '', floating: false },

  observers: {
    settings(settings) {
      const contact = storefront.settings().contact || {};
      this.setData({
        t: texts('section'),
        chat: settings.chat !== false && contact.onlineService !== false,
        phone: settings.call === false ? '' : contact.phone || '',
        floating: settings.style === 'floating',
      });
    },
  },

  methods: {
    onCall() {
      wx.makePhoneCall({ phoneNumber: this.data.phone, fail() {} });
    },
  },
});
