const { dress } = require('../../services/appearance');
const { pictures, shownBlock, shownCard } = require('../../services/article-view');
const { localDay } = require('../../services/dates');
const magazine = require('../../services/magazine');
const { mediaUrl } = require('../../services/media');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { shownOwn, shownOwns } = require('../../services/own-comments');
const session = require('../../services/session');
const storefront = require('../../services/storefront');
const { fill, texts } = require('../../i18n/index');

const MORE_ARTICLES = 3;

/** An article to read. Reading asks for nobody's name; liking, keeping and commenting log in silently. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    articleId: '',
    article: {},
    facts: '',
    blocks: [],
    serif: false,
    more: [],
    own: [],
    likes: 0,
    liked: false,
    favourite: false,
    showComments: false,
    writing: false,
    first: false,
  },

  onLoad(query) {
    dress(this, 'article', true);
    this.setData({ articleId: query.id ? decodeURIComponent(query.id) : '', first: getCurrentPages().length === 1 });
    this.refresh();
    storefront.ready().then(
      () => this.showShop(),
      () => {},
    );
  },

  onReachBottom() {
    const comments = this.selectComponent('.comment-list');
    if (comments) comments.more();
  },

  onShareAppMessage() {
    const { article, articleId } = this.data;
    return {
      title: article.title,
      path: `${navigation.page('article')}?id=${encodeURIComponent(articleId)}`,
      imageUrl: mediaUrl(article.coverUrl),
    };
  },

  onShareTimeline() {
    const { article, articleId } = this.data;
    return { title: article.title, query: `id=${encodeURIComponent(articleId)}`, imageUrl: mediaUrl(article.coverUrl) };
  },

  refresh() {
    this.setData({ state: 'loading' });
    if (!this.data.articleId) {
      this.setData({ state: 'empty', message: this.data.t.missing });
      return;
    }
    magazine
      .article(this.data.articleId)
      .then((article) => this.showArticle(article))
      .catch((error) => {
        const missing = error.status === 404 || error.status === 400;
        this.setData({ state: missing ? 'empty' : 'error', message: missing ? this.data.t.missing : error.message });
      });
  },

  showArticle(article) {
    const { t } = this.data;
    const day = article.publishedAt ? `${localDay(article.publishedAt)} · ` : '';
    this.setData({
      state: 'ready',
      article,
      facts: day + fill(t.readMinutes, { count: article.readMinutes }),
      blocks: article.body.map(shownBlock),
      likes: article.likes,
    });
    this.showShop();
    // Only who has been here before has marks and comments; nobody is logged in for reading.
    if (session.hasToken()) magazine.mine(article.id).then((marks) => this.showMarks(marks), () => {});
    if (reading().moreArticles === false) return;
    magazine.articles({ authorId: article.author.id, limit: MORE_ARTICLES + 1 }).then(
      ({ items }) => {
        const more = items.filter(({ id }) => id !== article.id).slice(0, MORE_ARTICLES);
        this.setData({ more: more.map((card) => shownCard(card, t)) });
      },
      () => {
        // The article stands by itself.
      },
    );
  },

  showShop() {
    dress(this, 'article', true);
    const { serif, comments } = reading();
    const isOpen = comments !== false && this.data.article.commentsOpen === true;
    this.setData({ serif: serif === true, showComments: isOpen });
  },

  showMarks({ liked, favourite, comments }) {
    this.setData({ liked, favourite, own: shownOwns(comments, texts('comments')) });
  },

  onAuthor() {
    navigation.open('author', { id: this.data.article.author.id });
  },

  onPicture(event) {
    const urls = pictures(this.data.article.body);
    if (urls.length > 0) wx.previewImage({ urls, current: event.detail.url });
  },

  onLike() {
    const { liked, likes, articleId } = this.data;
    // Shown at once; the answer counts, and a refusal takes it back.
    this.setData({ liked: !liked, likes: Math.max(0, likes + (liked ? -1 : 1)) });
    magazine.setLike(articleId, !liked).then(
      ({ count }) => this.setData({ likes: count }),
      (error) => {
        this.setData({ liked, likes });
        say(error.message);
      },
    );
  },

  onKeep() {
    const { favourite, articleId, t } = this.data;
    this.setData({ favourite: !favourite });
    magazine.setFavourite(articleId, !favourite).then(
      () => say(favourite ? t.dropped : t.kept),
      (error) => {
        this.setData({ favourite });
        say(error.message);
      },
    );
  },

  onWrite() {
    this.setData({ writing: true });
  },

  onClose() {
    this.setData({ writing: false });
  },

  onSent(event) {
    const comment = event.detail;
    const others = this.data.own.filter(({ id }) => id !== comment.id);
    const own = comment.text ? [shownOwn(comment, texts('comments'))].concat(others) : others;
    // Where the comment stands is far below what was being read.
    const shown = comment.text ? () => wx.pageScrollTo({ selector: '.comments', duration: 300 }) : undefined;
    this.setData({ writing: false, own }, shown);
  },

  onRemoved(event) {
    this.setData({ own: this.data.own.filter(({ id }) => id !== event.detail.id) });
  },

  onHome() {
    navigation.openHome();
  },

  onAct() {
    if (this.data.state === 'empty') this.onHome();
    else this.refresh();
  },
});

function reading() {
  return storefront.settings().reading || {};
}
