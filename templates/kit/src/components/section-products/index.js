const api = require('../../services/api');
const { openCategory, page } = require('../../services/navigation');

/** Products as a grid (`productGrid`) or as a row to swipe (`productRow`). */
Component({
  properties: {
    section: { type: Object, value: {} },
  },

  data: { settings: {}, products: [], layout: 'tile', row: false, linked: false },

  observers: {
    section(section) {
      const settings = section.settings || {};
      const row = section.type === 'productRow';
      const linked = page('category') !== '';
      this.setData({ settings, row, linked, layout: row || settings.columns === 3 ? 'small' : 'tile' });
      if (section.products) this.setData({ products: section.products });
      else if (section.id) this.fetchProducts(settings);
    },
  },

  methods: {
    /** The storefront document normally brings the products along; this is for one that does not. */
    fetchProducts(settings) {
      api
        .products({ sort: settings.sort, categoryId: settings.categoryId, limit: settings.limit })
        .then((page) => this.setData({ products: page.items }))
        .catch(() => {
          // The section stays away; the page's own pull to refresh asks again.
        });
    },

    onMore() {
      openCategory(this.data.settings.categoryId || null);
    },
  },
});
