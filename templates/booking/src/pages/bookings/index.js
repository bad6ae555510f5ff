const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { shownBooking } = require('../../services/booking-view');
const navigation = require('../../services/navigation');
const { act, showFault } = require('../../services/page-state');
const session = require('../../services/session');
const { texts } = require('../../i18n/index');

const KINDS = ['coming', 'past'];
const TICK_MS = 30 * 1000;

/** The shopper's appointments: those to come, and the past ones. */
Page({
  data: {
    t: {},
    themeStyle: '',
    tabs: [],
    which: 'coming',
    state: 'loading',
    message: '',
    items: [],
    done: false,
    loadingMore: false,
    moreFailed: false,
  },

  onLoad() {
    dress(this, 'bookings');
    this.bookings = [];
    this.cursor = null;
  },

  onShow() {
    dress(this, 'bookings');
    this.setData({ tabs: KINDS.map((kind) => ({ kind, title: this.data.t[kind] })) });
    this.refresh();
    this.clock = setInterval(() => this.draw(), TICK_MS);
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

  onReachBottom() {
    this.onMore();
  },

  refresh() {
    // Nobody is logged in just for looking: who was never here has no booking.
    if (!session.hasToken()) {
      this.setData({ state: 'empty' });
      return Promise.resolve();
    }
    const { which } = this.data;
    return bookingApi.bookings(which).then(
      ({ items, nextCursor }) => {
        if (which !== this.data.which) return;
        this.bookings = items;
        this.cursor = nextCursor;
        this.draw();
        this.setData({ state: items.length > 0 ? 'ready' : 'empty', done: nextCursor === null });
      },
      (error) => showFault(this, error),
    );
  },

  /** The countdowns go on without asking anybody. */
  draw() {
    const t = texts('booking');
    this.setData({ items: this.bookings.map((booking) => shownBooking(booking, t)) });
  },

  onMore() {
    if (!this.cursor || this.data.loadingMore) return;
    this.setData({ loadingMore: true, moreFailed: false });
    bookingApi.bookings(this.data.which, this.cursor).then(
      ({ items, nextCursor }) => {
        this.bookings = this.bookings.concat(items);
        this.cursor = nextCursor;
        this.draw();
        this.setData({ loadingMore: false, done: nextCursor === null });
      },
      () => this.setData({ loadingMore: false, moreFailed: true }),
    );
  },

  onTab(event) {
    const { kind } = event.currentTarget.dataset;
    if (kind === this.data.which) return;
    this.setData({ which: kind, state: 'loading', items: [] });
    this.refresh();
  },

  onBooking(event) {
    navigation.open('booking', { id: event.currentTarget.dataset.id });
  },

  onAct() {
    act(this, () => navigation.openCategory(null));
  },
});
