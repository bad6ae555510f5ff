const { follow, leads } = require('../../services/navigation');
const { texts } = require('../../i18n/index');

/** A heading by itself. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { t: {}, linked: false },

  observers: {
    settings(settings) {
      this.setData({ t: texts('section'), linked: leads(settings.link) });
    },
  },

  methods: {
    onMore() {
      follow(this.data.settings.link);
    },
  },
});
