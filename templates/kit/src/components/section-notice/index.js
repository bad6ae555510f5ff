const { follow, leads } = require('../../services/navigation');

/** One line from the merchant; scrolls only when asked to. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { linked: false },

  observers: {
    settings(settings) {
      this.setData({ linked: leads(settings.link) });
    },
  },

  methods: {
    onTap() {
      follow(this.data.settings.link);
    },
  },
});
