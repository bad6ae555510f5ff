const { openProduct } = require('../../services/navigation');
const serverTime = require('../../services/server-time');
const { shownItem } = require('../../services/flash-item');
const { texts } = require('../../i18n/index');

/** A sale with its time left. Goes away when it is over, and says so (`over`) that the page may ask for the next one. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, sale: null, waiting: false, until: '', items: [] },

  observers: {
    section(section) {
      this.show(section);
    },
  },

  methods: {
    show(section) {
      const t = texts('section');
      const sale = section.flashSale;
      const now = serverTime.now();
      const running = Boolean(sale) && Date.parse(sale.endsAt) > now && sale.items.length > 0;
      const waiting = running && Date.parse(sale.startsAt) > now;
      this.setData({
        t,
        waiting,
        settings: section.settings || {},
        sale: running ? { title: sale.title } : null,
        until: running ? (waiting ? sale.startsAt : sale.endsAt) : '',
        items: running ? sale.items.map((item) => shownItem(item, t)) : [],
      });
    },

    /** The countdown to the start goes on as the one to the end. */
    onOver() {
      const { waiting } = this.data;
      this.show(this.data.section);
      if (!waiting) this.triggerEvent('over');
    },

    onTap(event) {
      openProduct(event.currentTarget.dataset.id);
    },
  },
});
