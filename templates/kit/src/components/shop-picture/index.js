const { mediaUrl, smallerUrl } = require('../../services/media');
const storefront = require('../../services/storefront');

/** A lazily loaded picture that fills its frame, with a quiet placeholder while absent; triggers `broken` when it fails. */
Component({
  properties: {
    src: { type: String, value: '' },
    /** Empty when the words beside the picture say the same: readers pass over it. */
    alt: { type: String, value: '' },
    /** `fill` or `fit`; empty follows the merchant's setting for product pictures. */
    fit: { type: String, value: '' },
    /** Widths of the smaller copies there are, and how wide the picture stands here; 0 shows the picture itself. */
    renditions: { type: Array, value: [] },
    rpx: { type: Number, value: 0 },
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
    'src, renditions, rpx'(src, renditions, rpx) {
      const url = smallerUrl(src, renditions, rpx);
      if (url !== this.data.url) this.setData({ url, loaded: false, broken: false });
    },
  },

  methods: {
    onLoad() {
      this.setData({ loaded: true });
    },
    onError() {
      const whole = mediaUrl(this.data.src);
      if (this.data.url !== whole) {
        this.setData({ url: whole });
        return;
      }
      this.setData({ broken: true });
      this.triggerEvent('broken');
    },
  },
});
