const { dayAndClock } = require('../../services/opening');
const serverTime = require('../../services/server-time');
const { texts } = require('../../i18n/index');

/** When food should be ready: as soon as possible, or one of the times the kitchen offers. Triggers `change {time}`, '' for soon. */
Component({
  properties: {
    label: { type: String, value: '' },
    times: { type: Array, value: [] },
    value: { type: String, value: '' },
    /** Whether "as soon as possible" is offered: not while the shop is closed. */
    soon: { type: Boolean, value: true },
  },

  data: { t: texts('checkout'), opened: false, choices: [], words: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('checkout') });
    },
  },

  observers: {
    'times, value, soon'(times, value, soon) {
      const now = serverTime.now();
      const t = texts('checkout');
      const first = soon ? [{ time: '', words: t.soon }] : [];
      const choices = first.concat(times.map((time) => ({ time, words: dayAndClock(time, now) })));
      const chosen = choices.find(({ time }) => time === value);
      this.setData({ choices, words: chosen ? chosen.words : t.chooseTime });
    },
  },

  methods: {
    onOpen() {
      this.setData({ opened: true });
    },

    onVisible(event) {
      if (!event.detail.visible) this.setData({ opened: false });
    },

    onChoose(event) {
      this.setData({ opened: false });
      this.triggerEvent('change', { time: event.currentTarget.dataset.time });
    },
  },
});
