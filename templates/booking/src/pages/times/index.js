const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const { dayOf, spanText } = require('../../services/shop-clock');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const serverTime = require('../../services/server-time');
const { dayButtons, firstDay, partsOfDay } = require('../../services/time-choice');
const { fill } = require('../../i18n/index');

/** Person, day and time of an appointment: of a new one, or, opened with `booking`, another time for one that is booked. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    service: {},
    current: '',
    staff: [],
    staffId: '',
    days: [],
    day: '',
    parts: [],
    chosen: '',
    chosenText: '',
    asking: false,
    moving: false,
    busy: false,
  },

  onLoad(query) {
    this.serviceId = decodeURIComponent(query.service || '');
    this.bookingId = decodeURIComponent(query.booking || '');
    // The title of a move is its own, and stays when the page is dressed again.
    dress(this, 'times', !this.bookingId);
    this.places = Number(query.places) || 1;
    this.setData({ staffId: decodeURIComponent(query.staff || ''), moving: this.bookingId !== '' });
    if (this.bookingId) wx.setNavigationBarTitle({ title: this.data.t.reschedule });
    this.refresh();
  },

  /** Back from confirming, what was free a minute ago may be taken. */
  onShow() {
    if (this.data.state === 'ready') this.ask();
  },

  refresh() {
    const moving = this.bookingId ? bookingApi.booking(this.bookingId) : Promise.resolve(null);
    return Promise.all([bookingApi.service(this.serviceId), moving])
      .then(([service, booking]) => {
        this.showCurrent(booking);
        const known = service.staff.some(({ id }) => id === this.data.staffId);
        this.setData({ service, staff: service.staff, staffId: known ? this.data.staffId : '' });
        return this.ask();
      })
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  /** The time a booking has so far, with whom; its day is the first one shown. */
  showCurrent(booking) {
    this.booking = booking;
    if (!booking) return;
    const { t } = this.data;
    const time = spanText(booking.startsAt, booking.endsAt, serverTime.now(), t);
    const day = this.data.day || dayOf(booking.startsAt);
    this.setData({ day, current: fill(t.current, { time, name: booking.staff.name }) });
  },

  /** Asks for the free times; an answer for a person who is no longer chosen is dropped. */
  ask() {
    const { staffId } = this.data;
    this.setData({ asking: true });
    const times = this.bookingId
      ? bookingApi.timesToMoveTo(this.bookingId, staffId, rules().days)
      : bookingApi.times(this.serviceId, staffId, rules().days, this.places);
    return times.then(
      (answer) => {
        if (staffId !== this.data.staffId) return;
        this.answer = answer;
        const days = dayButtons(answer, serverTime.now(), this.data.t);
        const state = days.some((button) => button.free) ? 'ready' : 'empty';
        this.setData({ state, asking: false, days, message: state === 'empty' ? this.data.t.noneAtAll : '' });
        this.showDay(firstDay(days, this.data.day));
      },
      (error) => {
        this.setData({ asking: false });
        if (this.data.state === 'ready') say(error.message);
        else this.setData({ state: 'error', message: error.message });
      },
    );
  },

  showDay(day) {
    const parts = partsOfDay(this.answer, day, this.data.t).map((part) => ({
      name: part.name,
      times: part.times.map((time) => ({
        startsAt: time.startsAt,
        endsAt: time.endsAt,
        clock: time.clock,
        own: this.isOwn(time.startsAt),
        leftText: this.data.service.capacity > 1 ? fill(this.data.t.left, { count: time.left }) : '',
      })),
    }));
    const kept = parts.some(({ times }) => times.some(({ startsAt, own }) => !own && startsAt === this.data.chosen));
    this.setData({ day, parts, chosen: kept ? this.data.chosen : '', chosenText: kept ? this.data.chosenText : '' });
  },

  /** Choosing the time one has, with the same person or anyone, would change nothing. */
  isOwn(startsAt) {
    const { staffId } = this.data;
    return Boolean(this.booking) && this.booking.startsAt === startsAt && (!staffId || staffId === this.booking.staff.id);
  },

  onStaff(event) {
    const { id } = event.currentTarget.dataset;
    if (id === this.data.staffId) return;
    this.setData({ staffId: id });
    this.ask();
  },

  onDay(event) {
    this.showDay(event.currentTarget.dataset.day);
  },

  onTime(event) {
    const { start, end } = event.currentTarget.dataset;
    if (this.isOwn(start)) return;
    this.setData({ chosen: start, chosenText: spanText(start, end, serverTime.now(), this.data.t) });
  },

  onNext() {
    const { chosen, staffId, t } = this.data;
    if (!chosen) {
      say(t.chooseFirst);
      return;
    }
    if (this.bookingId) this.move();
    else navigation.open('confirm', { service: this.serviceId, staff: staffId, at: chosen });
  },

  move() {
    if (this.data.busy) return;
    const { chosen, staffId, t } = this.data;
    this.setData({ busy: true });
    const time = staffId ? { startsAt: chosen, staffId } : { startsAt: chosen };
    bookingApi.reschedule(this.bookingId, time).then(
      () => {
        say(t.moved);
        wx.navigateBack({ fail: () => wx.redirectTo({ url: `${navigation.page('booking')}?id=${this.bookingId}` }) });
      },
      (error) => {
        this.setData({ busy: false });
        say(error.message);
        if (error.code === 'booking.time_unavailable') this.ask();
      },
    );
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
