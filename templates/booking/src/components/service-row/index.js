const { serviceFacts } = require('../../services/service-facts');
const { texts } = require('../../i18n/index');

/** A service in a list: picture, name, length, deposit and price. Triggers `book` when its button is tapped. */
Component({
  properties: { service: { type: Object, value: {} } },

  data: { t: texts('services'), facts: '' },

  observers: {
    service(service) {
      this.setData({ t: texts('services'), facts: serviceFacts(service) });
    },
  },

  methods: {
    onBook() {
      this.triggerEvent('book', { id: this.data.service.id });
    },
  },
});
