const { open, page } = require('../../services/navigation');
const { texts } = require('../../i18n/index');

const WAYS = [
  { kind: 'dineIn', icon: 'dining' },
  { kind: 'takeaway', icon: 'bag' },
  { kind: 'local', icon: 'scooter' },
];

/** Ways to order food; a template without a menu shows none. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { ways: [] },

  observers: {
    settings(settings) {
      const t = texts('section');
      const offered = page('menu') ? WAYS.filter(({ kind }) => settings[kind] !== false) : [];
      this.setData({
        ways: offered.map(({ kind, icon }) => ({ kind, icon, title: t[kind], words: settings[`${kind}Text`] || '' })),
      });
    },
  },

  methods: {
    onTap(event) {
      open('menu', { kind: event.currentTarget.dataset.kind });
    },
  },
});
