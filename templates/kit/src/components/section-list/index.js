const { drawn } = require('../../services/section-view');

/**
 * The sections of a composed page, in the merchant's order. Triggers `stale` when what a section shows has run out, so that
 * the page asks for the newest document.
 */
Component({
  properties: { sections: { type: Array, value: [] } },

  data: { drawn: [] },

  observers: {
    sections(sections) {
      this.setData({ drawn: drawn(sections) });
    },
  },

  methods: {
    onOver() {
      this.triggerEvent('stale');
    },
  },
});
