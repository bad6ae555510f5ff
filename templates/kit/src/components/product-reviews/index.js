const afterSaleApi = require('../../services/after-sale-api');
const { localTime } = require('../../services/dates');
const { mediaUrl } = require('../../services/media');
const { fill, texts } = require('../../i18n/index');

const FIRST = 3;
const MORE = 20;

/** What shoppers say of a product: its stars, and their words a few at a time. Nothing while nobody has said anything. */
Component({
  properties: { productId: { type: String, value: '' } },

  data: { t: texts('reviews'), tally: null, heading: '', starNumbers: [1, 2, 3, 4, 5], items: [], nextCursor: null, pictured: false, busy: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('reviews') });
      this.load();
    },
  },

  observers: {
    productId(id) {
      if (id && id !== this.shownId && this.shownId !== undefined) this.load();
    },
  },

  methods: {
    load() {
      const { productId, pictured } = this.data;
      this.shownId = productId;
      if (!productId) return;
      afterSaleApi.productReviews(productId, { limit: FIRST, pictures: pictured || null }).then(
        (page) => this.show(page, []),
        () => {
          // The product stands by itself.
        },
      );
    },

    show({ tally, items, nextCursor }, before) {
      const { t } = this.data;
      this.setData({
        tally,
        heading: fill(t.heading, { count: tally.reviews }),
        items: before.concat(items.map((item) => this.view(item))),
        nextCursor,
        busy: false,
      });
    },

    view(item) {
      const { t } = this.data;
      return Object.assign({}, item, {
        name: item.nickname || t.anonymous,
        options: item.optionValues.join(' / '),
        time: localTime(item.createdAt),
      });
    },

    onMore() {
      const { productId, nextCursor, items, pictured, busy } = this.data;
      if (busy || !nextCursor) return;
      this.setData({ busy: true });
      afterSaleApi.productReviews(productId, { limit: MORE, cursor: nextCursor, pictures: pictured || null }).then(
        (page) => this.show(page, items),
        () => this.setData({ busy: false }),
      );
    },

    onPictured() {
      this.setData({ pictured: !this.data.pictured });
      this.load();
    },

    onLook(event) {
      const { review, picture } = event.currentTarget.dataset;
      const urls = this.data.items[review].pictures.map(mediaUrl).filter(Boolean);
      if (urls.length > 0) wx.previewImage({ urls, current: urls[picture] });
    },
  },
});
