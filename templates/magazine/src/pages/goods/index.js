const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const navigation = require('../../services/navigation');
const { pagedList } = require('../../services/paged-list');
const storefront = require('../../services/storefront');

/** Everything the magazine sells, by category. */
Page({
  data: {
    t: {},
    themeStyle: '',
    categories: [],
    categoryId: '',
    items: [],
    listState: 'loading',
    message: '',
    loadingMore: false,
    moreFailed: false,
    done: false,
  },

  onLoad(query) {
    dress(this, 'goods', true);
    this.list = pagedList(this, (cursor) => api.products({ categoryId: this.data.categoryId, cursor }));
    this.setData({ categoryId: query.id ? decodeURIComponent(query.id) : '' });
    this.list.restart();
    storefront
      .ready()
      .then((document) => this.setData({ categories: document.categories || [] }))
      .catch(() => {
        // All goods are listed without their categories.
      });
  },

  onReachBottom() {
    this.list.more();
  },

  onCategory(event) {
    const { id } = event.currentTarget.dataset;
    if (id === this.data.categoryId) return;
    this.setData({ categoryId: id });
    this.list.restart();
  },

  onSearch() {
    navigation.openSearch('');
  },

  onMore() {
    this.list.more();
  },

  onRetry() {
    this.list.restart();
  },
});
