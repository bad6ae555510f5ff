const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const { isInTime, leftText, shownBooking } = require('../../services/booking-view');
const { localTime, timeLeft } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { pay } = require('../../services/payment');
const serverTime = require('../../services/server-time');
const storefront = require('../../services/storefront');
const { fill } = require('../../i18n/index');

const TICK_MS = 1000;

/** One appointment: how it stands, how long until then, and what can still be changed. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    booking: {},
    shown: {},
    hint: '',
    movable: false,
    refundText: '',
    facts: [],
    timeline: [],
    contact: {},
    busy: '',
  },

  onLoad(query) {
    dress(this, 'booking', true);
    this.bookingId = decodeURIComponent(query.id || '');
  },

  onShow() {
    this.refresh();
  },

  onHide() {
    clearInterval(this.clock);
  },

  onUnload() {
    clearInterval(this.clock);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return Promise.all([bookingApi.booking(this.bookingId), storefront.ready()])
      .then(([booking]) => this.settled(booking))
      .then((booking) => this.show(booking))
      .catch((error) => showFault(this, error));
  },

  /** A payment whose notice has not come yet is asked about once, when the page opens. */
  settled(booking) {
    if (booking.state !== 'held' || !booking.order || this.asked) return booking;
    this.asked = true;
    return api.syncPayment(booking.order.id).then(
      (order) => (order.state === 'pending' ? booking : bookingApi.booking(this.bookingId)),
      () => booking,
    );
  },

  show(booking) {
    dress(this, 'booking', true);
    const { t } = this.data;
    const { contact } = storefront.settings();
    this.setData({
      state: 'ready',
      booking,
      shown: shownBooking(booking, t),
      movable: booking.state === 'booked' && isInTime(booking, rules().cancelHours),
      refundText: refundText(booking, t),
      facts: factsOf(booking, t),
      timeline: booking.timeline
        .map(({ cause, state, at }, index) => ({ index, title: t.steps[cause] || t.states[state], time: localTime(at) }))
        .reverse(),
      contact: contact || {},
    });
    this.startClock();
  },

  /** Counts down; when an unpaid place is given up the runtime is asked, since only it does so. */
  startClock() {
    clearInterval(this.clock);
    this.showHint();
    const { booking } = this.data;
    if (booking.state !== 'held' && booking.state !== 'booked') return;
    this.clock = setInterval(() => {
      this.showHint();
      if (booking.state !== 'held' || timeLeft(booking.order.expiresAt, serverTime.now())) return;
      clearInterval(this.clock);
      this.refresh();
    }, TICK_MS);
  },

  showHint() {
    const { booking, t, hint } = this.data;
    const now = hintOf(booking, t);
    if (now !== hint) this.setData({ hint: now });
  },

  onPay() {
    if (this.data.busy) return;
    this.setData({ busy: 'pay' });
    pay(this.data.booking.order.id)
      .catch((error) => say(error.message))
      .then(() => this.refresh())
      .then(() => this.setData({ busy: '' }));
  },

  onMove() {
    const { booking } = this.data;
    navigation.open('times', {
      service: booking.service.id,
      staff: booking.staff.id,
      booking: booking.id,
      places: booking.places,
    });
  },

  onCancel() {
    const { t } = this.data;
    confirm(this.cancelQuestion(), t.cancelBooking, t.keep).then((yes) => {
      if (!yes || this.data.busy) return;
      this.setData({ busy: 'cancel' });
      bookingApi
        .cancel(this.bookingId)
        .then((booking) => {
          say(t.cancelled);
          this.show(booking);
        })
        .catch((error) => {
          say(error.message);
          return this.refresh();
        })
        .then(() => this.setData({ busy: '' }));
    });
  },

  cancelQuestion() {
    const { booking, movable, t } = this.data;
    if (booking.state === 'held') return t.cancelHeldAsk;
    if (!booking.order) return t.cancelFreeAsk;
    return movable ? t.cancelAsk : t.cancelLateAsk;
  },

  onAgain() {
    navigation.open('service', { id: this.data.booking.service.id });
  },

  onCall() {
    wx.makePhoneCall({ phoneNumber: this.data.contact.phone, fail() {} });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function hintOf(booking, t) {
  if (booking.state === 'held') {
    const left = timeLeft(booking.order.expiresAt, serverTime.now());
    return left ? fill(t.heldHint, { left }) : t.heldOver;
  }
  return booking.state === 'booked' ? leftText(booking, serverTime.now(), t) : t.hints[booking.state];
}

function refundText({ state, order }, t) {
  if (!order) return '';
  if (order.refundedFen > 0) return `${t.refunded} ¥${yuan(order.refundedFen)}`;
  if (order.refundingFen === 0) return '';
  return state === 'cancelled' ? `${t.refunding} ¥${yuan(order.refundingFen)}` : t.waitShop;
}

function factsOf({ contact, note, order }, t) {
  return [
    contact && { name: t.contact, value: `${contact.name} ${contact.phone}` },
    note && { name: t.note, value: note },
    order && { name: t.number, value: order.number },
  ].filter(Boolean);
}
