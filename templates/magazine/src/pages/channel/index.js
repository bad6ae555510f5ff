const { dress } = require('../../services/appearance');
const { shownCard } = require('../../services/article-view');
const cart = require('../../services/cart');
const magazine = require('../../services/magazine');
const navigation = require('../../services/navigation');
const { blankList, pagedList } = require('../../services/paged-list');
const { texts } = require('../../i18n/index');

/** All articles by channel, or by words. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', channels: [], channel: '', words: '', searched: '' }, blankList),

  onLoad() {
    dress(this, 'channel');
    this.list = pagedList(
      this,
      (cursor) => magazine.articles({ channel: this.data.channel, q: this.data.searched, cursor }),
      (article) => shownCard(article, texts('articles')),
    );
    this.refresh();
  },

  onShow() {
    dress(this, 'channel');
    cart.showBadge();
    const handed = navigation.takeHanded('channel');
    if (handed && handed.name !== undefined) this.list.choose('channel', handed.name);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  refresh() {
    magazine.channels().then(
      ({ items }) => this.setData({ channels: items }),
      () => {
        // All articles are listed without their channels.
      },
    );
    return this.list.restart(this.data.listState === 'ready');
  },

  onChannel(event) {
    this.list.choose('channel', event.currentTarget.dataset.name);
  },

  onInput(event) {
    this.setData({ words: event.detail.value });
  },

  onSearch() {
    this.setData({ searched: this.data.words.trim() });
    this.list.restart();
  },

  onErase() {
    this.setData({ words: '' });
    if (this.data.searched) this.onSearch();
  },

  onMore() {
    this.list.more();
  },
});
