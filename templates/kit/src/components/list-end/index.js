const { texts } = require('../../i18n/index');

/** Foot of a paged list: more is coming, more could not be fetched (tap to retry: `act`), or that was all. */
Component({
  properties: {
    loading: { type: Boolean, value: false },
    failed: { type: Boolean, value: false },
    done: { type: Boolean, value: false },
  },

  data: { t: texts('common') },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  methods: {
    onAct() {
      this.triggerEvent('act');
    },
  },
});
