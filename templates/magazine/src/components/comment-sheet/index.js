const magazine = require('../../services/magazine');
const { say } = require('../../services/notice');
const { fill, texts } = require('../../i18n/index');

const MAX_LENGTH = 500;
const NEAR_THE_END = 50;

/** Where a comment is written. Triggers `sent` with the comment, and `close`; words that were refused stay, to be changed. */
Component({
  properties: { articleId: { type: String, value: '' }, visible: { type: Boolean, value: false } },

  data: { t: texts('comments'), words: '', left: '', refused: '', ready: false, busy: false },

  observers: {
    visible(visible) {
      if (visible) this.setData({ t: texts('comments') });
    },
  },

  methods: {
    onVisible(event) {
      if (!event.detail.visible) this.triggerEvent('close');
    },

    onInput(event) {
      const words = event.detail.value;
      const rest = MAX_LENGTH - words.length;
      const left = rest <= NEAR_THE_END ? fill(this.data.t.left, { count: rest }) : '';
      this.setData({ words, left, refused: '', ready: words.trim() !== '' });
    },

    onSend() {
      const { words, busy, ready, t, articleId } = this.data;
      if (busy || !ready) return;
      this.setData({ busy: true });
      magazine.comment(articleId, words.trim()).then(
        (comment) => {
          this.setData({ busy: false, words: '', left: '', ready: false });
          say(comment.state === 'held' ? t.sentHeld : t.sent);
          this.triggerEvent('sent', comment);
        },
        (error) => this.setData({ busy: false, refused: error.message }),
      );
    },
  },
});
