const { mediaUrl } = require('../../services/media');
const { follow, leads } = require('../../services/navigation');

const RATIOS = { wide: '50%', standard: '62.5%', square: '100%' };

/** One picture across the page; nothing at all while it has no address. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { height: '50%', shown: false, linked: false },

  observers: {
    settings(settings) {
      this.setData({
        height: RATIOS[settings.ratio] || RATIOS.wide,
        shown: mediaUrl(settings.image) !== '',
        linked: leads(settings.link),
      });
    },
  },

  methods: {
    onTap() {
      follow(this.data.settings.link);
    },
  },
});
