const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const contactBook = require('../../services/contact-book');
const { orderKeys } = require('../../services/idempotency');
const { plainYuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act } = require('../../services/page-state');
const { pay } = require('../../services/payment');
const { placeAtPrice } = require('../../services/placement');
const serverTime = require('../../services/server-time');
const { spanText } = require('../../services/shop-clock');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');
const { fill } = require('../../i18n/index');

const MINUTE_MS = 60 * 1000;
const PURPOSES = ['orderPaid', 'orderRefunded'];

/** Who comes, how many, and the one button that must never book twice. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    service: {},
    staffName: '',
    span: '',
    places: 1,
    mostPlaces: 1,
    contact: {},
    note: '',
    priceFen: 0,
    payFen: 0,
    restFen: 0,
    ruleText: '',
    notice: '',
    submitText: '',
    submitting: false,
  },

  onLoad(query) {
    dress(this, 'confirm', true);
    this.keyFor = orderKeys();
    this.serviceId = decodeURIComponent(query.service || '');
    this.staffId = decodeURIComponent(query.staff || '');
    this.startsAt = decodeURIComponent(query.at || '');
    subscriptions.prepare();
    this.setData({ contact: contactBook.lastContact() });
    this.refresh();
  },

  refresh() {
    const startMs = Date.parse(this.startsAt);
    if (!this.serviceId || !startMs) {
      this.setData({ state: 'empty', message: this.data.t.missing });
      return;
    }
    Promise.all([bookingApi.service(this.serviceId), this.leftThen(), storefront.ready()])
      .then(([service, left]) => {
        const { t } = this.data;
        const person = service.staff.length === 1 ? service.staff[0] : service.staff.find(({ id }) => id === this.staffId);
        const { cancelHours, notice } = rules();
        this.setData({
          state: 'ready',
          service,
          staffName: person ? person.name : t.anyone,
          span: spanText(startMs, startMs + service.durationMinutes * MINUTE_MS, serverTime.now(), t),
          mostPlaces: Math.min(20, Math.max(1, left)),
          ruleText: fill(t.rule, { hours: cancelHours }),
          notice,
        });
        this.showPrice();
      })
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  /** How many places are left at the chosen time: more than one only in a class. */
  leftThen() {
    return bookingApi.times(this.serviceId, this.staffId, rules().days).then(({ days }) => {
      const times = days.reduce((all, day) => all.concat(day.times), []);
      const time = times.find(({ startsAt }) => Date.parse(startsAt) === Date.parse(this.startsAt));
      return time ? time.left : 1;
    });
  },

  showPrice() {
    const { service, places, t } = this.data;
    const payFen = service.depositFen * places;
    const priceFen = service.priceFen * places;
    this.setData({
      priceFen,
      payFen,
      restFen: priceFen - payFen,
      submitText: payFen > 0 ? fill(t.pay, { amount: plainYuan(payFen) }) : t.submit,
    });
  },

  onPlaces(event) {
    this.setData({ places: event.detail.value });
    this.showPrice();
  },

  onName(event) {
    this.setData({ 'contact.name': event.detail.value });
  },

  onPhone(event) {
    this.setData({ 'contact.phone': event.detail.value });
  },

  onNote(event) {
    this.setData({ note: event.detail.value });
  },

  onPrivacy() {
    if (wx.openPrivacyContract) wx.openPrivacyContract({ fail() {} });
  },

  onSubmit() {
    if (this.data.submitting) return;
    const { contact, t } = this.data;
    const missing = contactBook.missingContact(contact);
    if (missing) {
      say(missing === 'name' ? t.fillName : t.fillPhone);
      return;
    }
    contactBook.keepContact(contact);
    this.setData({ submitting: true });
    subscriptions
      .ask(PURPOSES)
      .then(() => this.place())
      .then((booking) => (booking ? this.settle(booking) : this.setData({ submitting: false })))
      .catch((error) => {
        this.setData({ submitting: false });
        say(error.message);
        // Somebody was faster: back to the times, which are asked for anew.
        if (error.code === 'booking.time_unavailable') wx.navigateBack({ fail() {} });
      });
  },

  /** @returns {Promise<object|null>} the booking, or null when the shopper turned the new price down */
  place() {
    return placeAtPrice(
      () => {
        const booking = this.wish();
        return bookingApi.place(booking, this.keyFor(booking));
      },
      () =>
        bookingApi.service(this.serviceId).then((service) => {
          this.setData({ service });
          this.showPrice();
          return this.data.payFen;
        }),
    );
  },

  wish() {
    const { contact, note, places, payFen } = this.data;
    const booking = {
      serviceId: this.serviceId,
      startsAt: this.startsAt,
      places,
      contact: { name: contact.name.trim(), phone: contact.phone.trim() },
      expectedTotalFen: payFen,
    };
    if (this.staffId) booking.staffId = this.staffId;
    if (note.trim()) booking.note = note.trim();
    return booking;
  },

  /** The place is kept from here on: whatever happens at the cashier, the shopper ends on the booking, not on this form. */
  settle(booking) {
    const show = () => wx.redirectTo({ url: `${navigation.page('booking')}?id=${booking.id}` });
    if (!booking.order || booking.order.state !== 'pending') {
      show();
      return undefined;
    }
    return pay(booking.order.id).then(show, (error) => {
      say(error.message);
      show();
    });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
