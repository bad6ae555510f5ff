const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const places = require('../../services/delivery-place');
const diningApi = require('../../services/dining-api');
const place = require('../../services/dining-place');
const { orderKeys } = require('../../services/idempotency');
const menuCart = require('../../services/menu-cart');
const { priceNotices } = require('../../services/coupon-choice');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { keyed } = require('../../services/order-lines');
const { payPlaced } = require('../../services/payment');
const { placeAtPrice } = require('../../services/placement');
const { payableFen } = require('../../services/price-story');
const { asked, noWish } = require('../../services/saving-choices');
const { savedText } = require('../../services/savings');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');

const FIELD_WORDS = { place: 'fillPlace', door: 'fillDoor', name: 'fillName', phone: 'fillPhone' };

/** Table, time or place, the sum, and the one button that must never order twice. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    action: '',
    kind: '',
    table: '',
    guests: 2,
    shopAddress: '',
    time: '',
    times: [],
    soon: true,
    place: {},
    quote: null,
    lines: [],
    refusal: '',
    fetchable: false,
    payableFen: 0,
    chosen: noWish(),
    saved: '', notices: [], quoting: false, note: '', submitting: false,
  },

  onLoad() {
    dress(this, 'checkout', true);
    this.keyFor = orderKeys();
    this.lines = menuCart.orderLines();
    subscriptions.prepare();
    const { contact } = storefront.settings();
    this.setData({
      kind: place.kind(),
      table: place.tableName(),
      place: places.lastPlace(),
      shopAddress: (contact && contact.address) || '',
    });
    this.refresh();
  },

  refresh() {
    const { t } = this.data;
    if (this.lines.length === 0) {
      this.setData({ state: 'empty', message: t.empty, action: t.toMenu });
      return;
    }
    this.setData({ state: 'loading' });
    diningApi
      .offer()
      .then((offer) => {
        const { kind } = this.data;
        const { times = [] } = offer[kind] || {};
        const time = this.data.time || (offer.isOpen ? '' : times[0] || '');
        this.setData({ times, time, soon: offer.isOpen, fetchable: kind === 'local' && offer.takeaway.enabled });
        return this.quote();
      })
      .then(() => this.setData({ state: 'ready' }))
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  /** Asks what it costs. A refusal (too far, too little, closed) is shown on the page, where it can be mended. */
  quote() {
    const wish = this.wish();
    if (!wish) {
      this.setData({ quote: null, refusal: '' });
      return Promise.resolve();
    }
    const key = JSON.stringify(wish);
    this.asked = key;
    this.setData({ quoting: true });
    return diningApi.quote(wish).then(
      (quote) => {
        if (key !== this.asked) return;
        this.show(quote);
        this.setData({ refusal: '', quoting: false });
      },
      (error) => {
        if (!error.status) throw error;
        if (/^coupon\./.test(error.code || '') && key === this.asked) {
          this.setData({ chosen: Object.assign({}, this.data.chosen, { coupons: 'best' }) });
          return this.quote();
        }
        if (key === this.asked) this.setData({ quote: null, notices: [], refusal: reasonOf(error), quoting: false });
        return undefined;
      },
    );
  },

  /** @returns {object|null} null while the guest has not said where the food should go */
  wish() {
    const { kind, time, chosen } = this.data;
    const wish = Object.assign({ lines: this.lines, delivery: kind }, asked(chosen));
    if (kind === 'dineIn') return Object.assign(wish, { tableId: (place.table() || {}).id });
    if (time) wish.pickupAt = time;
    if (kind === 'takeaway') return wish;
    const destination = places.pointOf(this.data.place);
    return destination && Object.assign(wish, { destination });
  },

  show(quote) {
    const notices = priceNotices(quote);
    this.setData({ quote, lines: keyed(quote.lines), payableFen: payableFen(quote), saved: savedText(quote), notices });
  },

  onWish(event) {
    this.setData({ chosen: event.detail.wish });
    this.requote();
  },

  requote() {
    this.quote().catch((error) => say(error.message));
  },

  onGuests(event) {
    this.setData({ guests: Number(event.detail.value) });
  },

  onTime(event) {
    this.setData({ time: event.detail.time });
    this.requote();
  },

  onPlace(event) {
    const { place: changed, moved } = event.detail;
    this.setData({ place: changed });
    if (moved) this.requote();
  },

  /** Too far or too little to be brought: the same dishes can be fetched. */
  onFetch() {
    place.choose('takeaway');
    this.setData({ kind: 'takeaway', time: '', refusal: '' });
    this.refresh();
  },

  onNote(event) {
    this.setData({ note: event.detail.value });
  },

  onPrivacy() {
    if (wx.openPrivacyContract) wx.openPrivacyContract({ fail() {} });
  },

  onSubmit() {
    const { submitting, quoting, quote, refusal, kind, t } = this.data;
    if (submitting || quoting) return;
    if (kind === 'local') {
      const missing = places.missingField(this.data.place);
      if (missing) {
        say(t[FIELD_WORDS[missing]]);
        return;
      }
      places.keepPlace(this.data.place);
    }
    if (!quote) {
      say(refusal || t.waitForPrice);
      return;
    }
    this.setData({ submitting: true });
    subscriptions
      .ask(subscriptions.purposesOf(kind))
      .then(() => this.placeOrder())
      .then((order) => (order ? this.settle(order) : this.setData({ submitting: false })))
      .catch((error) => {
        this.setData({ submitting: false });
        say(reasonOf(error));
      });
  },

  /** @returns {Promise<object|null>} the order, or null when the guest turned the new price down */
  placeOrder() {
    return placeAtPrice(
      () => {
        const order = this.order();
        return api.placeOrder(order, this.keyFor(order));
      },
      ({ quote }) =>
        (quote ? Promise.resolve(quote) : diningApi.quote(this.wish())).then((answer) => {
          this.show(answer);
          return answer.totalFen;
        }),
    );
  },

  order() {
    const { kind, guests, note, quote } = this.data;
    const order = this.wish();
    delete order.destination;
    order.expectedTotalFen = quote.totalFen;
    if (this.data.chosen.useBalance) order.expectedPayableFen = quote.payableFen;
    if (kind === 'dineIn') order.guests = guests;
    if (kind === 'local') order.address = places.orderAddress(this.data.place);
    if (note.trim()) order.note = note.trim();
    return order;
  },

  settle(order) {
    menuCart.clear();
    return payPlaced(order);
  },

  onAct() {
    if (this.data.state === 'empty') navigation.open('menu');
    else this.refresh();
  },
});

/** The fault's own words say more than its title. */
function reasonOf(error) {
  const fault = (error.errors || [])[0];
  return (fault && fault.detail) || error.message;
}
