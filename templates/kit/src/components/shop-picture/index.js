const { mediaUrl } = require('../../services/media');
const storefront = require('../../services/storefront');

/** A lazily loaded picture that fills its frame, with a quiet placeholder while absent; triggers `broken` when it fails. */
Component({
  properties: {
    src: { type: String, value: '' },
    /** Empty when the words beside the picture say the same: readers pass over it. */
    alt: { type: String, value: '' },
    /** `fill` or `fit`; empty follows the merchant's setting for product pictures. */
    fit: { type: String, value: '' },
  },

  data: { url: '', mode: 'aspectFill', loaded: false, broken: false },

  lifetimes: {
    attached() {
      const theme = storefront.settings().theme;
      const chosen = this.data.fit || (theme && theme.imageFit);
      this.setData({ mode: chosen === 'fit' ? 'aspectFit' : 'aspectFill' });
    },
  },

  observers: {
    src(src) {
      this.setData({ url: mediaUrl(src), loaded: false, broken: false });
    },
  },

  methods: {
    onLoad() {
      this.setData({ loaded: true });
    },
    onError() {
      this.setData({ broken: true });
      this.triggerEvent('broken');
    },
  },
});
