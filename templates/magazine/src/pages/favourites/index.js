const { dress } = require('../../services/appearance');
const { shownCard } = require('../../services/article-view');
const magazine = require('../../services/magazine');
const navigation = require('../../services/navigation');
const { blankList, pagedList } = require('../../services/paged-list');
const session = require('../../services/session');
const { texts } = require('../../i18n/index');

/** What a reader has kept. Who has never been logged in has kept nothing, and is not asked to. */
Page({
  data: Object.assign({ t: {}, themeStyle: '' }, blankList),

  onLoad() {
    dress(this, 'favourites', true);
    this.list = pagedList(
      this,
      (cursor) => magazine.favourites({ cursor }),
      (article) => shownCard(article, texts('articles')),
    );
  },

  onShow() {
    if (session.hasToken()) this.list.restart(this.data.listState === 'ready');
    else this.setData({ listState: 'empty' });
  },

  onReachBottom() {
    this.list.more();
  },

  onMore() {
    this.list.more();
  },

  onAct() {
    if (this.data.listState === 'empty') navigation.open('channel');
    else this.list.restart();
  },
});
