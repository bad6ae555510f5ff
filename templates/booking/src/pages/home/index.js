const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const { shownBooking } = require('../../services/booking-view');
const navigation = require('../../services/navigation');
const { act } = require('../../services/page-state');
const session = require('../../services/session');
const shopWindow = require('../../services/shop-window');
const { texts } = require('../../i18n/index');

/** The shop window: the next appointment of whoever has one, the merchant's sections, and who works here. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', sections: [], staff: [], staffTitle: '', next: null },

  onLoad(query) {
    shopWindow.open(this, query);
  },

  onShow() {
    dress(this, 'home');
    this.showNext();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    return shopWindow.shared();
  },

  refresh() {
    return shopWindow.refresh(this).then((document) => document && this.showStaff());
  },

  show(document) {
    shopWindow.showSections(this, document);
  },

  showStaff() {
    const { showStaff, staffTitle } = rules();
    if (!showStaff) {
      this.setData({ staff: [] });
      return undefined;
    }
    return bookingApi.services().then(
      ({ staff }) => this.setData({ staff, staffTitle }),
      () => {
        // The shop window stands without them.
      },
    );
  },

  /** Nobody is logged in just for opening the shop: only who has been here before can have a booking. */
  showNext() {
    if (!session.hasToken()) return;
    bookingApi.bookings('coming').then(
      ({ items }) => this.setData({ next: items[0] ? shownBooking(items[0], texts('booking')) : null }),
      () => {
        // The shop window stands without it.
      },
    );
  },

  onNext() {
    navigation.open('booking', { id: this.data.next.id });
  },

  onAll() {
    navigation.open('bookings');
  },

  onAct() {
    act(this, () => navigation.openCategory(null));
  },
});
