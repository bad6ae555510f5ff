const { texts } = require('../../i18n/index');

/** Title line of a home section; triggers `more` when the link at its right is tapped. */
Component({
  properties: {
    title: { type: String, value: '' },
    subtitle: { type: String, value: '' },
    linked: { type: Boolean, value: false },
    /** Words of the link; "All" when left out. */
    more: { type: String, value: '' },
  },

  data: { t: texts('section') },

  lifetimes: {
    attached() {
      this.setData({ t: texts('section') });
    },
  },

  methods: {
    onMore() {
      this.triggerEvent('more');
    },
  },
});
