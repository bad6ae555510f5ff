const { open } = require('../../services/navigation');
const { fill, texts } = require('../../i18n/index');

const PPM_PER_PERCENT = 10000;

/** The way into a draw. WeChat's rules want prizes and odds known beforehand. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, draw: null, prizes: [] },

  observers: {
    section(section) {
      const t = texts('section');
      const draw = section.draw || null;
      this.setData({
        t,
        draw,
        settings: section.settings || {},
        prizes: draw ? draw.prizes.map((prize) => shown(prize, t)) : [],
      });
    },
  },

  methods: {
    onTap() {
      open('draw', { id: this.data.draw.id });
    },
  },
});

/** Four decimals at most, without noughts at the end: 500 parts of a million are 0.05 %. */
function shown(prize, t) {
  const percent = String(Math.round(prize.oddsPpm) / PPM_PER_PERCENT);
  return { title: prize.title, imageUrl: prize.imageUrl || '', odds: fill(t.odds, { percent }) };
}
