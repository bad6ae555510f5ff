const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { confirm } = require('../../services/notice');
const { blankList, pagedList } = require('../../services/paged-list');
const navigation = require('../../services/navigation');
const history = require('../../services/search-history');
const storefront = require('../../services/storefront');

Page({
  data: Object.assign({}, blankList, {
    t: {},
    themeStyle: '',
    words: '',
    searched: '',
    history: [],
    categories: [],
    focus: false,
    // Nothing has been looked for yet.
    listState: 'idle',
  }),

  onLoad(query) {
    dress(this, 'search', true);
    const words = query.q ? decodeURIComponent(query.q) : '';
    this.list = pagedList(this, (cursor) => api.search({ q: this.data.searched, cursor }));
    this.setData({ history: history.searches(), focus: words === '' });
    if (words) this.search(words);
    storefront.categories().then((categories) => this.setData({ categories }));
  },

  onReachBottom() {
    this.list.more();
  },

  onInput(event) {
    this.setData({ words: event.detail.value });
  },

  onErase() {
    this.setData({ words: '', searched: '', listState: 'idle', focus: true });
  },

  onGo() {
    this.search(this.data.words);
  },

  onHistory(event) {
    this.search(this.data.history[event.currentTarget.dataset.index]);
  },

  onForget() {
    const { t } = this.data;
    confirm(t.clearAsk, t.clear, t.cancel).then((yes) => {
      if (yes) this.setData({ history: history.forget() });
    });
  },

  onMore() {
    this.list.more();
  },

  onCategory(event) {
    navigation.openCategory(event.currentTarget.dataset.id);
  },

  onListAct() {
    if (this.data.listState === 'empty') navigation.openCategory(null);
    else this.list.restart();
  },

  search(typed) {
    const words = typed.trim();
    if (!words) return;
    this.setData({ words, searched: words, focus: false, history: history.remember(words) });
    this.list.restart();
  },
});
