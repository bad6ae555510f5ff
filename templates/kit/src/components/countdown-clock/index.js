const { timeLeftParts } = require('../../services/countdown');
const serverTime = require('../../services/server-time');
const { texts } = require('../../i18n/index');

const TICK_MS = 1000;

/** What is left until an instant, by the runtime's clock. Triggers `over` once when the time has come. */
Component({
  properties: { until: { type: String, value: '' } },

  data: { t: texts('section'), left: { over: true } },

  lifetimes: {
    attached() {
      this.setData({ t: texts('section') });
      this.wake();
    },
    detached() {
      this.sleep();
    },
  },

  /** Nobody looks at a hidden page, and a phone's battery is small. */
  pageLifetimes: {
    show() {
      this.wake();
    },
    hide() {
      this.sleep();
    },
  },

  observers: {
    until() {
      this.told = false;
      if (this.awake) this.wake();
    },
  },

  methods: {
    /** Counts from now on; a clock that has run out is started again by another instant. */
    wake() {
      this.awake = true;
      clearInterval(this.timer);
      this.timer = setInterval(() => this.tick(), TICK_MS);
      this.tick();
    },

    sleep() {
      this.awake = false;
      clearInterval(this.timer);
    },

    tick() {
      if (!this.data.until) return;
      const left = timeLeftParts(this.data.until, serverTime.now());
      this.setData({ left });
      if (!left.over || this.told) return;
      this.told = true;
      clearInterval(this.timer);
      this.triggerEvent('over');
    },
  },
});
