const { openProduct } = require('../../services/navigation');
const { fill, texts } = require('../../i18n/index');

/** What costs less for a group that buys together. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, groups: [] },

  observers: {
    section(section) {
      const t = texts('section');
      const groups = (section.groupBuys || []).map((group) =>
        Object.assign({}, group, { sizeText: fill(t.groupOf, { size: group.size }) }),
      );
      this.setData({ t, groups, settings: section.settings || {} });
    },
  },

  methods: {
    onTap(event) {
      openProduct(event.currentTarget.dataset.id);
    },
  },
});
