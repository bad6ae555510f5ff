const { dress } = require('../../services/appearance');
const { shownCard } = require('../../services/article-view');
const magazine = require('../../services/magazine');
const navigation = require('../../services/navigation');
const { blankList, pagedList } = require('../../services/paged-list');
const { fill, texts } = require('../../i18n/index');

/** One author, and everything they have written. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', state: 'loading', author: {}, count: '' }, blankList),

  onLoad(query) {
    dress(this, 'author', true);
    this.authorId = query.id ? decodeURIComponent(query.id) : '';
    this.list = pagedList(
      this,
      (cursor) => magazine.articles({ authorId: this.authorId, cursor }),
      (article) => shownCard(article, texts('articles')),
    );
    this.refresh();
  },

  onReachBottom() {
    this.list.more();
  },

  onShareAppMessage() {
    const { author } = this.data;
    return { title: author.name, path: `${navigation.page('author')}?id=${encodeURIComponent(this.authorId)}` };
  },

  refresh() {
    this.setData({ state: 'loading' });
    if (!this.authorId) {
      this.setData({ state: 'empty', message: this.data.t.missing });
      return;
    }
    magazine
      .author(this.authorId)
      .then((author) => {
        this.setData({ state: 'ready', author, count: fill(this.data.t.count, { count: author.articleCount }) });
        return this.list.restart();
      })
      .catch((error) => {
        const missing = error.status === 404 || error.status === 400;
        this.setData({ state: missing ? 'empty' : 'error', message: missing ? this.data.t.missing : error.message });
      });
  },

  onMore() {
    this.list.more();
  },

  onRetry() {
    this.list.restart();
  },

  onAct() {
    if (this.data.state === 'empty') navigation.openHome();
    else this.refresh();
  },
});
