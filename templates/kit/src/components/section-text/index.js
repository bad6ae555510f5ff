const { framed } = require('../../services/rich-text');

/** A title with formatted text. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { nodes: '' },

  observers: {
    settings(settings) {
      this.setData({ nodes: framed(settings.html) });
    },
  },
});
