const { texts } = require('../../i18n/index');

const COLUMNS = 14;
const ROWS = 7;
/** Whoever has scratched this much has seen it. */
const ENOUGH = 0.45;
const SETTLE_MS = 500;

/**
 * A card to scratch. The result was rolled before it lies there; scratching only uncovers it.
 * `play({title, won})` lays a card down, `skip()` uncovers it; then comes `rest`.
 */
Component({
  data: { t: texts('draw'), state: 'none', title: '', won: false, covers: [] },

  lifetimes: {
    attached() {
      this.setData({ t: texts('draw') });
    },

    detached() {
      clearTimeout(this.timer);
    },
  },

  methods: {
    play({ title, won }) {
      this.left = COLUMNS * ROWS;
      this.setData({ state: 'covered', title, won, covers: Array.from({ length: this.left }, () => true) });
    },

    /** The page stands still while a card is scratched, so the card is measured once a touch. */
    onStart(event) {
      if (this.data.state !== 'covered') return;
      this.box = null;
      this.createSelectorQuery()
        .select('.card')
        .boundingClientRect((box) => {
          this.box = box;
          this.onMove(event);
        })
        .exec();
    },

    onMove(event) {
      const [touch] = event.touches;
      if (!this.box || !touch || this.data.state !== 'covered') return;
      const column = Math.floor(((touch.clientX - this.box.left) / this.box.width) * COLUMNS);
      const row = Math.floor(((touch.clientY - this.box.top) / this.box.height) * ROWS);
      this.uncover(column, row);
    },

    /** A finger is as wide as three cells. */
    uncover(column, row) {
      const { covers } = this.data;
      const change = {};
      for (let y = Math.max(0, row - 1); y <= Math.min(ROWS - 1, row + 1); y += 1) {
        for (let x = Math.max(0, column - 1); x <= Math.min(COLUMNS - 1, column + 1); x += 1) {
          const place = y * COLUMNS + x;
          if (covers[place]) change[`covers[${place}]`] = false;
        }
      }
      const count = Object.keys(change).length;
      if (count === 0) return;
      this.left -= count;
      this.setData(change);
      if (this.left <= COLUMNS * ROWS * (1 - ENOUGH)) this.skip();
    },

    skip() {
      if (this.data.state !== 'covered') return;
      this.setData({ state: 'open' });
      this.timer = setTimeout(() => this.triggerEvent('rest'), SETTLE_MS);
    },
  },
});
