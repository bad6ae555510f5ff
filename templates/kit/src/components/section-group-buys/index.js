const navigation = require('../../services/navigation');
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
      const { id, product } = event.currentTarget.dataset;
      if (navigation.page('group-buy')) navigation.open('group-buy', { id });
      else navigation.openProduct(product);
    },
  },
});
