const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const cart = require('../../services/cart');
const navigation = require('../../services/navigation');
const { pagedList } = require('../../services/paged-list');

/** Categories at the left, the chosen one's products at the right. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    categories: [],
    categoryId: '',
    sort: 'position',
    items: [],
    listState: 'loading',
    loadingMore: false,
    moreFailed: false,
    done: false,
  },

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
    if (chosen !== null && chosen !== this.data.categoryId) this.choose(chosen);
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

  choose(categoryId) {
    this.setData({ categoryId });
    this.list.restart();
  },

  onCategory(event) {
    const { id } = event.currentTarget.dataset;
    if (id !== this.data.categoryId) this.choose(id);
  },

  onSort(event) {
    const { sort } = event.currentTarget.dataset;
    if (sort === this.data.sort) return;
    this.setData({ sort });
    this.list.restart();
  },

  onPriceSort() {
    this.setData({ sort: this.data.sort === 'priceAsc' ? 'priceDesc' : 'priceAsc' });
    this.list.restart();
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
