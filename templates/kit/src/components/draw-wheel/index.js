const TURNS = 5;
const SPIN_MS = 4200;
/** What the phone needs to put the wheel back before it is turned. */
const SETTLE_MS = 40;

/**
 * A wheel with one field per prize, all of the same size: what decides was rolled before it turns, and the odds stand beside it.
 * `play({position})` turns it until that prize is at the pointer, `skip()` goes there at once; then comes `rest`.
 */
Component({
  properties: { prizes: { type: Array, value: [] } },

  data: { fields: [], face: '', turn: {} },

  observers: {
    prizes(prizes) {
      const size = 360 / Math.max(1, prizes.length);
      this.angle = 0;
      this.setData({
        face: faceOf(prizes.length, size),
        fields: prizes.map(({ position, title }, index) => ({ position, title, style: `transform: rotate(${index * size}deg)` })),
      });
    },
  },

  lifetimes: {
    detached() {
      clearTimeout(this.timer);
    },
  },

  methods: {
    play({ position }) {
      const { prizes } = this.data;
      const index = prizes.findIndex((prize) => prize.position === position);
      const target = -Math.max(0, index) * (360 / Math.max(1, prizes.length));
      const from = this.angle;
      // Forward by whole turns and what is missing to the field.
      this.angle = from + TURNS * 360 + ((((target - from) % 360) + 360) % 360);
      this.turnFor(SPIN_MS);
    },

    turnFor(durationMs) {
      const animation = wx.createAnimation({ duration: durationMs, timingFunction: 'ease-out' });
      this.setData({ turn: animation.rotate(this.angle).step().export() });
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.triggerEvent('rest'), durationMs + SETTLE_MS);
    },

    skip() {
      this.turnFor(1);
    },
  },
});

/** Fields in turn in two colours, a last odd one in a third, so that no two neighbours look alike. */
function faceOf(count, size) {
  if (count === 0) return '';
  const colours = ['var(--brand-soft)', 'var(--surface)'];
  const stops = Array.from({ length: count }, (_, index) => {
    const colour = index === count - 1 && count % 2 === 1 ? 'var(--sunken)' : colours[index % 2];
    return `${colour} ${index * size}deg ${(index + 1) * size}deg`;
  });
  return `background-image: conic-gradient(from ${-size / 2}deg, ${stops.join(', ')})`;
}
