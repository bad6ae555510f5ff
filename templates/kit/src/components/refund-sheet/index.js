const { texts } = require('../../i18n/index');
const { say } = require('../../services/notice');

/** Why the shopper wants the money back. Triggers `send {reason}` and `close`. */
Component({
  properties: {
    visible: { type: Boolean, value: false },
    busy: { type: Boolean, value: false },
  },

  data: { t: texts('order'), chosen: -1, words: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('order') });
    },
  },

  methods: {
    onReason(event) {
      this.setData({ chosen: event.currentTarget.dataset.index });
    },

    onWords(event) {
      this.setData({ words: event.detail.value });
    },

    onSend() {
      const { chosen, words, busy, t } = this.data;
      if (busy) return;
      if (chosen < 0) {
        say(t.chooseReason);
        return;
      }
      const more = words.trim();
      this.triggerEvent('send', { reason: more ? `${t.reasons[chosen]}：${more}` : t.reasons[chosen] });
    },

    onVisible(event) {
      if (!event.detail.visible) this.onClose();
    },

    onClose() {
      this.triggerEvent('close');
    },
  },
});
