const { fill, texts } = require('../../i18n/index');

/** A service in a list: picture, name, length and price. Triggers `book` when its button is tapped. */
Component({
  properties: { service: { type: Object, value: {} } },

  data: { t: texts('services'), facts: '' },

  observers: {
    service(service) {
      const t = texts('services');
      this.setData({ t, facts: fill(t.minutes, { count: service.durationMinutes || 0 }) });
    },
  },

  methods: {
    onBook() {
      this.triggerEvent('book', { id: this.data.service.id });
    },
  },
});
