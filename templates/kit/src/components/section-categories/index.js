const storefront = require('../../services/storefront');
const { openCategory } = require('../../services/navigation');

/** Doors to the categories, as round pictures or as cards; without a picture a category shows its first letter. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { settings: {}, categories: [], style: 'icons', fours: false },

  observers: {
    section(section) {
      const settings = section.settings || {};
      const document = storefront.current();
      const known = section.categories || (document && document.categories) || [];
      const categories = known.slice(0, settings.limit || 8).map((category) => ({
        id: category.id,
        name: category.name,
        imageUrl: category.imageUrl || '',
        letter: category.name.slice(0, 1),
        count: category.productCount,
      }));
      this.setData({
        settings,
        categories,
        style: settings.style || 'icons',
        // Four to a line when that leaves the last line fuller than five would.
        fours: categories.length % 5 !== 0 && [0, 3].indexOf(categories.length % 4) >= 0,
      });
    },
  },

  methods: {
    onTap(event) {
      openCategory(event.currentTarget.dataset.id);
    },
  },
});
