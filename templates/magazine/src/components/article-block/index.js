const { mediaUrl } = require('../../services/media');

/** One block of an article, as `shownBlock` of services/article-view made it. Triggers `picture` with the address of a tapped picture. */
Component({
  properties: {
    block: { type: Object, value: {} },
    serif: { type: Boolean, value: false },
  },

  data: { url: '' },

  observers: {
    block(block) {
      if (block.type === 'image') this.setData({ url: mediaUrl(block.url) });
    },
  },

  methods: {
    onPicture() {
      this.triggerEvent('picture', { url: this.data.url });
    },
  },
});
