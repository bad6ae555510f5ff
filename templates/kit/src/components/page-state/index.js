const { texts } = require('../../i18n/index');

/**
 * What a page shows instead of its content: a skeleton while `loading`, the reason with a way on when `error` or
 * `empty`, nothing when `ready`. Triggers `act` when the button is tapped.
 */
Component({
  properties: {
    state: { type: String, value: 'loading' },
    /** Shape of the skeleton: `grid`, `list`, `detail` or `spinner`. */
    skeleton: { type: String, value: 'grid' },
    message: { type: String, value: '' },
    hint: { type: String, value: '' },
    action: { type: String, value: '' },
    icon: { type: String, value: 'bag' },
  },

  data: { t: texts('state'), blocks: [1, 2, 3, 4, 5, 6] },

  lifetimes: {
    attached() {
      this.setData({ t: texts('state') });
    },
  },

  methods: {
    onAct() {
      this.triggerEvent('act');
    },
  },
});
