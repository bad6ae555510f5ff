const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const navigation = require('../../services/navigation');
const { blankList, pagedList } = require('../../services/paged-list');
const storefront = require('../../services/storefront');

/** Everything the magazine sells, by category. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', categories: [], categoryId: '' }, blankList),

  onLoad(query) {
    dress(this, 'goods', true);
    this.list = pagedList(this, (cursor) => api.products({ categoryId: this.data.categoryId, cursor }));
    this.setData({ categoryId: query.id ? decodeURIComponent(query.id) : '' });
    this.list.restart();
    storefront.categories().then((categories) => this.setData({ categories }));
  },

  onReachBottom() {
    this.list.more();
  },

  onCategory(event) {
    this.list.choose('categoryId', event.currentTarget.dataset.id);
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
