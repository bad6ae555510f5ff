const { open } = require('../../services/navigation');
const serverTime = require('../../services/server-time');
const { percentOf } = require('../../services/draw-view');
const { fill, texts } = require('../../i18n/index');

/** The way into a draw. WeChat's rules want prizes and odds known beforehand. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { t: texts('section'), settings: {}, draw: null, look: '', prizes: [] },

  observers: {
    section(section) {
      const t = texts('section');
      const draw = section.draw && Date.parse(section.draw.endsAt) > serverTime.now() ? section.draw : null;
      this.setData({
        t,
        draw,
        look: draw ? t.drawLooks[draw.look] || '' : '',
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

function shown({ position, kind, title, imageUrl, oddsPpm, count }, t) {
  return {
    position,
    title,
    imageUrl: imageUrl || '',
    icon: kind === 'coupon' ? 'ticket' : kind === 'goods' ? 'gift' : 'heart',
    odds: fill(kind === 'thanks' ? t.oddsOfNone : t.odds, { percent: percentOf(oddsPpm) }),
    count: count === null ? '' : fill(t.prizeCount, { count }),
  };
}
