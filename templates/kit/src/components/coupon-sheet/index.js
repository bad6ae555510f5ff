const { offered, collector } = require('../../services/coupon-offers');
const { couponName } = require('../../services/coupon-view');
const { say } = require('../../services/notice');
const { texts } = require('../../i18n/index');

const MOST_NAMED = 3;

/** The coupons that fit a product: a row that names a few, and a sheet to collect them. Nothing while there are none. */
Component({
  properties: {
    /** Of the product, empty for none; coupons of other categories are left out. */
    categoryId: { type: String, value: '' },
    productId: { type: String, value: '' },
    /** What the row is called. */
    label: { type: String, value: '' },
  },

  data: { t: texts('coupons'), offers: [], named: [], visible: false, taking: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('coupons') });
      this.collect = collector();
      this.refresh();
    },
  },

  methods: {
    refresh() {
      const { categoryId, productId } = this.data;
      const fits = ({ kind, category, productIds }) =>
        kind !== 'voucher' && (productIds ? productIds.indexOf(productId) >= 0 : !category || category.id === categoryId);
      return offered(fits).then(
        (offers) => this.setData({ offers, named: offers.slice(0, MOST_NAMED).map(({ key, coupon }) => ({ key, name: couponName(coupon) })) }),
        () => {
          // The goods can be bought without them.
        },
      );
    },

    onOpen() {
      this.setData({ visible: true });
    },

    onVisible(event) {
      if (!event.detail.visible) this.onClose();
    },

    onClose() {
      this.setData({ visible: false });
    },

    onTake(event) {
      if (this.data.taking) return;
      const { id } = event.detail;
      this.setData({ taking: id });
      this.collect(id).then((words) => {
        say(words);
        this.setData({ taking: '' });
        return this.refresh();
      });
    },
  },
});
