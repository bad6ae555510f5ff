const { open } = require('../../services/navigation');

/** An article in a list, as `shownCard` of services/article-view made it. */
Component({
  properties: { article: { type: Object, value: {} } },

  methods: {
    onTap() {
      open('article', { id: this.data.article.id });
    },
  },
});
