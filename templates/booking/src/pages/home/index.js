const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const { shownBooking } = require('../../services/booking-view');
const navigation = require('../../services/navigation');
const scan = require('../../services/scan');
const session = require('../../services/session');
const storefront = require('../../services/storefront');
const { texts } = require('../../i18n/index');

/** The shop window: the next appointment of whoever has one, the merchant's sections, and who works here. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', sections: [], staff: [], staffTitle: '', next: null },

  onLoad(query) {
    dress(this, 'home');
    scan.follow(query);
    if (storefront.current()) this.show(storefront.current());
    this.refresh();
  },

  onShow() {
    this.showNext();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    const brand = storefront.settings().brand || {};
    return { title: brand.slogan || brand.name || '', path: navigation.page('home') };
  },

  refresh() {
    return storefront
      .load()
      .then((document) => this.show(document))
      .then(() => this.showStaff())
      .catch((error) => {
        // What is on the screen stays: an old shop window beats an error page.
        if (this.data.state !== 'ready') this.setData({ state: 'error', message: error.message });
      });
  },

  show(document) {
    const sections = (document.home && document.home.sections) || [];
    this.setData({ sections, state: sections.length > 0 ? 'ready' : 'empty' });
    dress(this, 'home');
  },

  showStaff() {
    const { showStaff, staffTitle } = rules();
    if (!showStaff) {
      this.setData({ staff: [] });
      return undefined;
    }
    return bookingApi.services().then(({ staff }) => this.setData({ staff, staffTitle }));
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
    if (this.data.state === 'empty') {
      navigation.openCategory(null);
      return;
    }
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
