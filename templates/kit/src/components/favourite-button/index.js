const personal = require('../../services/personal-api');
const { say } = require('../../services/notice');
const { hasToken } = require('../../services/session');
const { texts } = require('../../i18n/index');

/** The heart of a product. Who has never logged in has no favourites: nobody is asked before they tap. */
Component({
  properties: { productId: { type: String, value: '' } },

  data: { t: texts('favouriteGoods'), kept: false, busy: false },

  lifetimes: {
    attached() {
      this.setData({ t: texts('favouriteGoods') });
    },
  },

  observers: {
    productId(id) {
      if (!id || !hasToken()) return;
      personal.isFavourite(id).then(
        (kept) => this.setData({ kept }),
        () => {
          // An empty heart is what it is without an answer.
        },
      );
    },
  },

  methods: {
    onTap() {
      const { productId, kept, busy, t } = this.data;
      if (busy) return;
      this.setData({ busy: true, kept: !kept });
      (kept ? personal.drop(productId) : personal.keep(productId)).then(
        () => {
          this.setData({ busy: false });
          say(kept ? t.dropped : t.kept);
        },
        (error) => {
          this.setData({ busy: false, kept });
          say(error.message);
        },
      );
    },
  },
});
