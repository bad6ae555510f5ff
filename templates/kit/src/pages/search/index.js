const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { confirm } = require('../../services/notice');
const { blankList, pagedList } = require('../../services/paged-list');
const navigation = require('../../services/navigation');
const filters = require('../../services/search-filters');
const history = require('../../services/search-history');
const storefront = require('../../services/storefront');
const { fill } = require('../../i18n/index');

// Between two letters somebody types.
const TYPING_MS = 250;

Page({
  data: Object.assign({}, blankList, {
    t: {},
    themeStyle: '',
    words: '',
    searched: '',
    history: [],
    categories: [],
    focus: false,
    suggestions: [],
    sorts: [],
    filters: filters.none,
    chips: [],
    foundText: '',
    similar: false,
    narrowed: false,
    // Nothing has been looked for yet.
    listState: 'idle',
  }),

  onLoad(query) {
    dress(this, 'search', true);
    const words = query.q ? decodeURIComponent(query.q) : '';
    this.list = pagedList(this, (cursor) => this.fetchPage(cursor));
    this.setData({ sorts: filters.sortsIn(this.data.t), history: history.searches(), focus: words === '' });
    if (words) this.search(words);
    storefront.categories().then((categories) => this.setData({ categories }));
  },

  onReachBottom() {
    this.list.more();
  },

  onUnload() {
    clearTimeout(this.typing);
  },

  onInput(event) {
    const words = event.detail.value;
    this.setData({ words });
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.suggest(words.trim()), TYPING_MS);
  },

  onSuggestion(event) {
    const { kind, id, text } = this.data.suggestions[event.currentTarget.dataset.index];
    this.setData({ suggestions: [] });
    if (kind === 'product') navigation.openProduct(id);
    else if (kind === 'category') navigation.openCategory(id);
    else this.search(text);
  },

  onSort(event) {
    this.narrow({ sort: event.currentTarget.dataset.value });
  },

  onChip(event) {
    const { id } = event.currentTarget.dataset;
    this.narrow({ categoryId: this.data.filters.categoryId === id ? '' : id });
  },

  onInStock() {
    this.narrow({ inStock: this.data.filters.inStock ? '' : 'true' });
  },

  onErase() {
    this.setData({ words: '', searched: '', suggestions: [], filters: filters.none, listState: 'idle', focus: true });
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
    if (this.data.listState === 'empty' && this.data.narrowed) this.narrow(filters.none);
    else if (this.data.listState === 'empty') navigation.openCategory(null);
    else this.list.restart();
  },

  search(typed) {
    const words = typed.trim();
    if (!words) return;
    clearTimeout(this.typing);
    const asked = { words, searched: words, focus: false, history: history.remember(words) };
    this.setData(Object.assign(asked, { suggestions: [], filters: filters.none, narrowed: false, chips: [] }));
    this.list.restart();
  },

  /** Another order or another filter, of the same words. */
  narrow(wish) {
    const wished = Object.assign({}, this.data.filters, wish);
    this.setData({ filters: wished, narrowed: filters.isNarrowed(wished) });
    this.list.restart();
  },

  fetchPage(cursor) {
    const { searched, filters: wished } = this.data;
    return api.search(Object.assign({ q: searched, cursor }, wished)).then((page) => {
      if (!cursor && searched === this.data.searched) this.showFound(page);
      return page;
    });
  },

  showFound({ facets, total, similar }) {
    const { t, filters: wished } = this.data;
    this.setData({
      chips: filters.categoryChips(facets, wished.categoryId),
      foundText: fill(t.found, { count: total }),
      similar,
    });
  },

  /** Only help: without an answer there is none. */
  suggest(words) {
    if (!words || words === this.data.searched) {
      this.setData({ suggestions: [] });
      return;
    }
    api.suggestSearches(words).then(
      ({ items }) => {
        if (this.data.words.trim() === words) this.setData({ suggestions: items });
      },
      () => this.setData({ suggestions: [] }),
    );
  },
});
