const { follow } = require('../../services/navigation');

/** One line from the merchant; scrolls only when asked to. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { linked: false },

  observers: {
    settings(settings) {
      this.setData({ linked: Boolean(settings.link && settings.link.kind && settings.link.kind !== 'none') });
    },
  },

  methods: {
    onTap() {
      follow(this.data.settings.link);
    },
  },
});
