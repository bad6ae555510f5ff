const { open } = require('../../services/navigation');

/** An article in a list, as `shownCard` of services/article-view made it. */
Component({
  properties: {
    article: { type: Object, value: {} },
    /** The end of its list: no line below. */
    last: { type: Boolean, value: false },
  },

  methods: {
    onTap() {
      open('article', { id: this.data.article.id });
    },
  },
});
