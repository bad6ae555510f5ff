const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const cart = require('../../services/cart');
const navigation = require('../../services/navigation');
const { blankList, pagedList } = require('../../services/paged-list');

/** Categories at the left, the chosen one's products at the right. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', state: 'loading', categories: [], categoryId: '', sort: 'position' }, blankList),

  onLoad() {
    dress(this, 'category');
    this.list = pagedList(this, (cursor) =>
      api.products({ categoryId: this.data.categoryId, sort: this.data.sort, cursor }),
    );
    this.setData({ categoryId: navigation.takeChosenCategory() || '' });
    this.refresh();
  },

  onShow() {
    dress(this, 'category');
    cart.showBadge();
    const chosen = navigation.takeChosenCategory();
    if (chosen !== null) this.list.choose('categoryId', chosen);
  },

  refresh() {
    this.setData({ state: 'loading' });
    api
      .categories()
      .then((answer) => {
        this.setData({ state: 'ready', categories: answer.items });
        return this.list.restart();
      })
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  onCategory(event) {
    this.list.choose('categoryId', event.currentTarget.dataset.id);
  },

  onSort(event) {
    this.list.choose('sort', event.currentTarget.dataset.sort);
  },

  onPriceSort() {
    this.list.choose('sort', this.data.sort === 'priceAsc' ? 'priceDesc' : 'priceAsc');
  },

  onMore() {
    this.list.more();
  },

  onListAct() {
    this.list.restart();
  },

  onSearch() {
    navigation.openSearch('');
  },
});
