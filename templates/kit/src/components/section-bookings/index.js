const { open, openCategory, page } = require('../../services/navigation');
const { fill, texts } = require('../../i18n/index');
const { plainYuan } = require('../../services/money');

/** Services that can be booked. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, services: [], cards: false, linked: false },

  observers: {
    section(section) {
      const t = texts('section');
      const settings = section.settings || {};
      const services = (section.services || []).map((service) => shown(service, t));
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

function shown(service, t) {
  return {
    id: service.id,
    title: service.title,
    summary: service.summary || '',
    imageUrl: service.imageUrl || '',
    priceFen: service.priceFen,
    facts: [fill(t.minutes, { count: service.durationMinutes }), paidNow(service, t)].filter(Boolean).join(' · '),
  };
}

function paidNow({ depositFen, priceFen }, t) {
  if (!(depositFen > 0)) return '';
  return depositFen < priceFen ? fill(t.deposit, { amount: plainYuan(depositFen) }) : t.prepaid;
}
