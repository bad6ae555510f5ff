const addressBook = require('../../services/address-book');
const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const cart = require('../../services/cart');
const deliveryTerms = require('../../services/delivery-terms');
const { orderKeys } = require('../../services/idempotency');
const { priceNotices } = require('../../services/coupon-choice');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const ordering = require('../../services/ordering');
const { payPlaced } = require('../../services/payment');
const { placeAtPrice } = require('../../services/placement');
const { payableFen } = require('../../services/price-story');
const { asked, noWish } = require('../../services/saving-choices');
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
    payableFen: 0,
    refusal: '',
    wish: noWish(),
    saved: '', notices: [], quoting: false, note: '', submitting: false,
  },

  onLoad() {
    dress(this, 'checkout', true);
    this.keyFor = orderKeys();
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

  /** Asks what the basket costs. An answer to what is no longer wished is dropped. A place that is not served is told where it can be mended. */
  quote() {
    const wish = this.priceWish();
    const key = JSON.stringify(wish);
    this.asked = key;
    this.setData({ quoting: true });
    return ordering.quote(this.basket, wish).then(
      (quote) => {
        if (key !== this.asked) return;
        this.show(quote);
        this.setData({ state: 'ready', quoting: false, refusal: '' });
      },
      (error) => {
        if (key !== this.asked) return undefined;
        // Those they chose do not fit any more: the best of the others do.
        if (/^coupon\./.test(error.code || '')) return this.onWish({ detail: { wish: Object.assign({}, this.data.wish, { coupons: 'best' }) } });
        if (error.code !== 'order.region_not_served') throw error;
        return this.estimate(error.message);
      },
    );
  },

  /** What it costs elsewhere, and why it cannot be sent there. */
  estimate(refusal) {
    const wish = this.priceWish();
    delete wish.region;
    return ordering.quote(this.basket, wish).then((quote) => {
      this.show(quote);
      this.setData({ state: 'ready', quoting: false, refusal });
    });
  },

  /** What the price depends on besides the basket. */
  priceWish() {
    const { delivery, address, wish } = this.data;
    const region = delivery === 'express' && address.region && address.region.length === 3 ? { region: address.region } : {};
    return Object.assign({ delivery }, asked(wish), region);
  },

  show(quote) {
    const notices = priceNotices(quote, this.data.quote);
    this.setData({ quote, payableFen: payableFen(quote), saved: savedText(quote), notices });
  },

  onWish(event) {
    this.setData({ wish: event.detail.wish });
    return this.requote();
  },

  requote() {
    return this.quote().catch((error) => this.setData({ state: 'error', message: error.message, quoting: false }));
  },

  onDelivery(event) {
    const { way } = event.currentTarget.dataset;
    if (way === this.data.delivery || this.data.submitting) return;
    this.setData({ delivery: way });
    this.requote();
  },

  onAddress(event) {
    const { address } = event.detail;
    const moved = String(address.region) !== String(this.data.address.region);
    this.setData({ address });
    // Where it goes can change what sending costs.
    if (moved) this.requote();
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
    if (this.data.refusal) {
      say(this.data.refusal);
      return;
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
        const quoted = quote ? Promise.resolve(quote) : ordering.quote(this.basket, this.priceWish());
        return quoted.then((answer) => {
          this.show(answer);
          return answer.totalFen;
        });
      },
    );
  },

  wish() {
    const { delivery, address, note, quote, wish } = this.data;
    const order = Object.assign({ lines: this.basket.lines, delivery, expectedTotalFen: quote.totalFen }, asked(wish));
    if (wish.useBalance) order.expectedPayableFen = quote.payableFen;
    if (delivery === 'express') order.address = addressBook.orderAddress(address);
    if (note.trim()) order.note = note.trim();
    return order;
  },

  settle(order) {
    if (this.basket.fromCart) {
      cart.removeOrdered(this.basket.lines.map((line) => line.skuId)).catch(() => {
        // Left-over lines are an inconvenience, not a reason to hold up the payment.
      });
    }
    basket.fill([], false);
    return payPlaced(order);
  },

  onAct() {
    if (this.data.state === 'empty') navigation.openHome();
    else this.refresh();
  },
});
