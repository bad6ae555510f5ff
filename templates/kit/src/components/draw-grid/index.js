const { ringOf, stepsTo } = require('../../services/draw-ring');

/** What is shown is over at once for whoever wants no motion; the light slows down towards its end. */
const FIRST_STEP_MS = 50;
const LAST_STEPS = 8;
const SLOWER_MS = 45;
const SETTLE_MS = 350;

/**
 * Fields in a ring with a light that runs round: what decides was rolled before it starts, and the odds stand beside it.
 * `play({position})` lets it run until it rests on that prize, `skip()` goes there at once; then comes `rest`.
 */
Component({
  properties: { prizes: { type: Array, value: [] } },

  data: { fields: [], lit: -1 },

  observers: {
    prizes(prizes) {
      clearTimeout(this.timer);
      this.setData({ fields: ringOf(prizes), lit: -1 });
    },
  },

  lifetimes: {
    detached() {
      clearTimeout(this.timer);
    },
  },

  methods: {
    play({ position }) {
      const { fields, lit } = this.data;
      this.path = stepsTo(fields, position, lit);
      this.step();
    },

    step() {
      const next = this.path.shift();
      const left = this.path.length;
      this.setData({ lit: next });
      if (left === 0) {
        this.timer = setTimeout(() => this.triggerEvent('rest'), SETTLE_MS);
        return;
      }
      this.timer = setTimeout(() => this.step(), FIRST_STEP_MS + Math.max(0, LAST_STEPS - left) * SLOWER_MS);
    },

    skip() {
      if (!this.path || this.path.length === 0) return;
      clearTimeout(this.timer);
      this.path = this.path.slice(-1);
      this.step();
    },
  },
});
