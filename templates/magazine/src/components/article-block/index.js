const { mediaUrl } = require('../../services/media');
const { open } = require('../../services/navigation');
const { texts } = require('../../i18n/index');

/** One block of an article, as `shownBlock` of services/article-view made it. Triggers `picture` with the address of a tapped picture. */
Component({
  properties: {
    block: { type: Object, value: {} },
    serif: { type: Boolean, value: false },
  },

  data: { t: texts('section'), url: '' },

  observers: {
    block(block) {
      if (block.type === 'coupon') this.setData({ t: texts('section') });
      if (block.type === 'image') this.setData({ url: mediaUrl(block.url) });
    },
  },

  methods: {
    onCoupon() {
      open('coupons');
    },

    onPicture() {
      this.triggerEvent('picture', { url: this.data.url });
    },
  },
});
