const { mediaUrl } = require('../../services/media');
const { follow } = require('../../services/navigation');
const { blocksOf } = require('../../services/section-view');

const RATIOS = { wide: '50%', standard: '62.5%', square: '100%', tall: '125%' };

/** A picture whose parts open different things; a spot that leads nowhere shows its words only. */
Component({
  properties: { section: { type: Object, value: {} } },

  data: { settings: {}, spots: [], height: '50%', shown: false },

  observers: {
    section(section) {
      const settings = section.settings || {};
      this.setData({
        settings,
        spots: blocksOf(section, 'hotspot').map((spot) => Object.assign(spot, { style: styleOf(spot) })),
        height: RATIOS[settings.ratio] || RATIOS.wide,
        shown: mediaUrl(settings.image) !== '',
      });
    },
  },

  methods: {
    onTap(event) {
      follow(this.data.spots[event.currentTarget.dataset.index].link);
    },
  },
});

/** A spot that reaches beyond the picture is cut at its edge. */
function styleOf({ xPercent, yPercent, widthPercent, heightPercent }) {
  const width = Math.min(widthPercent, 100 - xPercent);
  const height = Math.min(heightPercent, 100 - yPercent);
  return `left:${xPercent}%;top:${yPercent}%;width:${width}%;height:${height}%`;
}
