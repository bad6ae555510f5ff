const { open, openCategory, page } = require('../../services/navigation');
const { serviceFacts } = require('../../services/service-facts');
const { texts } = require('../../i18n/index');

/** Services that can be booked. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, services: [], cards: false, linked: false },

  observers: {
    section(section) {
      const t = texts('section');
      const settings = section.settings || {};
      const services = (section.services || []).map(shown);
      this.setData({ t, settings, services, cards: settings.style === 'cards', linked: page('category') !== '' });
    },
  },

  methods: {
    onMore() {
      openCategory(this.data.settings.category || '');
    },

    onTap(event) {
      open('service', { id: event.currentTarget.dataset.id });
    },
  },
});

function shown(service) {
  return {
    id: service.id,
    title: service.title,
    summary: service.summary || '',
    imageUrl: service.imageUrl || '',
    priceFen: service.priceFen,
    facts: serviceFacts(service),
  };
}
