const magazine = require('../../services/magazine');
const { open } = require('../../services/navigation');
const { fill, texts } = require('../../i18n/index');

/** The people who write, to swipe through. Without an answer the section is simply not there. */
Component({
  properties: { settings: { type: Object, value: {} } },

  data: { authors: [] },

  lifetimes: {
    attached() {
      const t = texts('author');
      magazine.authors().then(
        ({ items }) =>
          this.setData({
            authors: items.map(({ id, name, avatarUrl, articleCount }) => ({
              id,
              name,
              avatarUrl,
              count: fill(t.count, { count: articleCount }),
            })),
          }),
        () => {},
      );
    },
  },

  methods: {
    onTap(event) {
      open('author', { id: event.currentTarget.dataset.id });
    },
  },
});
