const addressBook = require('../../services/address-book');
const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const cart = require('../../services/cart');
const deliveryTerms = require('../../services/delivery-terms');
const { orderKeys } = require('../../services/idempotency');
const { chooseCoupon, couponLine, priceNotices } = require('../../services/coupon-choice');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const ordering = require('../../services/ordering');
const { payPlaced } = require('../../services/payment');
const { placeAtPrice } = require('../../services/placement');
const { savedText } = require('../../services/savings');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');

const FIELD_WORDS = { name: 'fillName', phone: 'fillPhone', region: 'fillRegion', detail: 'fillDetail' };

/** Delivery, address, sum, and the one button that must never buy twice. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    ways: [],
    delivery: '',
    pickup: {},
    address: {},
    quote: {},
    saved: '', coupon: {}, notices: [], quoting: false, note: '', submitting: false,
  },

  onLoad() {
    dress(this, 'checkout', true);
    this.keyFor = orderKeys();
    /** The coupon the shopper named, `none`, or empty for the best. */
    this.couponWish = '';
    this.basket = basket.contents();
    subscriptions.prepare();
    this.setData({ address: addressBook.lastAddress() });
    this.refresh();
  },

  refresh() {
    this.setData({ state: 'loading' });
    if (this.basket.lines.length === 0) {
      this.setData({ state: 'empty', message: this.data.t.empty });
      return;
    }
    storefront
      .ready()
      .then(() => {
        const { delivery } = storefront.settings();
        const ways = deliveryTerms.offered(delivery);
        if (ways.length === 0) {
          this.setData({ state: 'empty', message: this.data.t.noDelivery });
          return undefined;
        }
        this.setData({ ways, pickup: (delivery && delivery.pickup) || {}, delivery: this.data.delivery || ways[0] });
        return this.quote();
      })
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  /** Asks what the basket costs. An answer to a way of delivery that is no longer chosen is dropped. */
  quote() {
    const { delivery } = this.data;
    const wish = this.couponWish;
    this.setData({ quoting: true });
    return ordering.quote(this.basket, delivery, wish).then(
      (quote) => {
        if (delivery !== this.data.delivery || wish !== this.couponWish) return;
        this.show(quote);
        this.setData({ state: 'ready', quoting: false });
      },
      (error) => {
        if (error.code !== 'coupon.unusable') throw error;
        // The one they chose does not fit any more: the best of the others does.
        this.couponWish = '';
        return this.quote();
      },
    );
  },

  show(quote) {
    const notices = priceNotices(quote, this.data.quote);
    this.setData({ quote, saved: savedText(quote), coupon: couponLine(quote), notices });
  },

  onCoupon() {
    if (!this.data.coupon.choosable || this.data.submitting || this.data.quoting) return;
    chooseCoupon(this.data.quote).then((wish) => {
      if (!wish) return;
      this.couponWish = wish;
      this.quote().catch((error) => this.setData({ state: 'error', message: error.message, quoting: false }));
    });
  },

  onDelivery(event) {
    const { way } = event.currentTarget.dataset;
    if (way === this.data.delivery || this.data.submitting) return;
    this.setData({ delivery: way });
    this.quote().catch((error) => this.setData({ state: 'error', message: error.message, quoting: false }));
  },

  onAddress(event) {
    this.setData({ address: event.detail.address });
  },

  onNote(event) {
    this.setData({ note: event.detail.value });
  },

  onPrivacy() {
    if (wx.openPrivacyContract) wx.openPrivacyContract({ fail() {} });
  },

  onSubmit() {
    if (this.data.submitting || this.data.quoting) return;
    const { delivery, address, t } = this.data;
    if (delivery === 'express') {
      const missing = addressBook.missingField(address);
      if (missing) {
        say(t[FIELD_WORDS[missing]]);
        return;
      }
      addressBook.keepAddress(address);
    }
    this.setData({ submitting: true });
    subscriptions
      .ask(subscriptions.purposesOf(delivery))
      .then(() => this.place())
      .then((order) => (order ? this.settle(order) : this.setData({ submitting: false })))
      .catch((error) => {
        this.setData({ submitting: false });
        say(error.message);
      });
  },

  /** @returns {Promise<object|null>} the order, or null when the shopper turned the new price down */
  place() {
    return placeAtPrice(
      () => {
        const order = this.wish();
        return ordering.place(this.basket, order, this.keyFor(order));
      },
      ({ quote }) => {
        const { delivery } = this.data;
        const quoted = quote ? Promise.resolve(quote) : ordering.quote(this.basket, delivery, this.couponWish);
        return quoted.then((answer) => {
          this.show(answer);
          return answer.totalFen;
        });
      },
    );
  },

  wish() {
    const { delivery, address, note, quote } = this.data;
    const order = { lines: this.basket.lines, delivery, expectedTotalFen: quote.totalFen };
    if (delivery === 'express') order.address = addressBook.orderAddress(address);
    if (note.trim()) order.note = note.trim();
    if (this.couponWish) order.coupon = this.couponWish;
    return order;
  },

  settle(order) {
    if (this.basket.fromCart) {
      cart.removeOrdered(this.basket.lines.map((line) => line.skuId)).catch(() => {
        // Left-over lines are an inconvenience, not a reason to hold up the payment.
      });
    }
    basket.fill([], false);
    return payPlaced(order.id);
  },

  onAct() {
    if (this.data.state === 'empty') navigation.openHome();
    else this.refresh();
  },
});
