const { localTime } = require('../../services/dates');
const magazine = require('../../services/magazine');
const { confirm, say } = require('../../services/notice');
const { pagedList } = require('../../services/paged-list');
const { texts } = require('../../i18n/index');

/** In the order in which the texts name them. */
const REASONS = ['advertising', 'abuse', 'illegal', 'other'];

/**
 * What readers say under an article: at the top the reader's own (`own`, as services/own-comments made them), with those nobody
 * else sees yet; below everybody's. The page calls `more()` at its end. Triggers `removed` with the id of one that was taken back.
 */
Component({
  properties: { articleId: { type: String, value: '' }, own: { type: Array, value: [] } },

  data: {
    t: texts('comments'),
    others: [],
    items: [],
    listState: 'loading',
    loadingMore: false,
    moreFailed: false,
    done: false,
  },

  observers: {
    'own, items'(own, items) {
      const t = texts('comments');
      const ids = own.map(({ id }) => id);
      this.setData({ t, others: items.filter(({ id }) => ids.indexOf(id) < 0) });
    },
  },

  lifetimes: {
    attached() {
      this.setData({ t: texts('comments') });
      this.list = pagedList(
        this,
        (cursor) => magazine.comments(this.data.articleId, { cursor, limit: 20 }),
        (comment) => shownComment(comment, this.data.t),
      );
      this.list.restart();
    },
  },

  methods: {
    more() {
      if (this.list) this.list.more();
    },

    onAct() {
      if (this.data.listState === 'error') this.list.restart();
      else this.list.more();
    },

    onRemove(event) {
      const { id } = event.currentTarget.dataset;
      const { t } = this.data;
      confirm(t.removeAsk, t.remove, t.cancel).then((yes) => {
        if (!yes) return;
        magazine.withdraw(id).then(
          () => {
            say(t.removed);
            this.setData({ items: this.data.items.filter((comment) => comment.id !== id) });
            this.triggerEvent('removed', { id });
          },
          (error) => say(error.message),
        );
      });
    },

    onReport(event) {
      const { id } = event.currentTarget.dataset;
      const { t } = this.data;
      wx.showActionSheet({
        itemList: t.reasons,
        success: ({ tapIndex }) => {
          magazine.report(id, REASONS[tapIndex]).then(
            () => say(t.reported),
            (error) => say(error.message),
          );
        },
        fail() {},
      });
    },
  },
});

function shownComment(comment, t) {
  const name = comment.nickname || t.anonymous;
  return {
    id: comment.id,
    text: comment.text,
    name,
    letter: Array.from(name)[0],
    avatarUrl: comment.avatarUrl || '',
    reply: comment.reply || '',
    time: localTime(comment.createdAt),
  };
}
