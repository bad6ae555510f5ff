const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const navigation = require('../../services/navigation');

/** What can be booked, by category. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', categories: [], current: '', shown: [], staff: [], staffTitle: '' },

  onLoad() {
    this.services = [];
    dress(this, 'services');
    this.refresh();
  },

  onShow() {
    const chosen = navigation.takeChosenCategory();
    if (chosen !== null) this.choose(chosen);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return bookingApi.services().then(
      ({ services, staff }) => {
        this.services = services;
        const names = services.map(({ category }) => category).filter(Boolean);
        this.setData({
          state: services.length > 0 ? 'ready' : 'empty',
          categories: names.filter((name, index) => names.indexOf(name) === index),
          staff,
          staffTitle: rules().staffTitle,
        });
        this.choose(this.data.current);
      },
      (error) => {
        if (this.data.state !== 'ready') this.setData({ state: 'error', message: error.message });
      },
    );
  },

  /** A category that is not there shows everything: a merchant's link may be older than the list. */
  choose(wanted) {
    const category = this.services.some((service) => service.category === wanted) ? wanted : '';
    this.setData({
      // Until the list is there the wish is kept.
      current: this.services.length > 0 ? category : wanted,
      shown: this.services.filter((service) => !category || service.category === category),
    });
  },

  onCategory(event) {
    this.choose(event.currentTarget.dataset.name);
  },

  onService(event) {
    navigation.open('service', { id: event.currentTarget.dataset.id });
  },

  onBook(event) {
    navigation.open('times', { service: event.detail.id });
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
