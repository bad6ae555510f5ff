const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const navigation = require('../../services/navigation');
const { act } = require('../../services/page-state');

/** Somebody who works here, and what they can be booked for. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', person: {} },

  onLoad(query) {
    dress(this, 'staff', true);
    this.staffId = decodeURIComponent(query.id || '');
    this.refresh();
  },

  onShareAppMessage() {
    const { person } = this.data;
    return { title: person.name, path: `${navigation.page('staff')}?id=${encodeURIComponent(this.staffId)}` };
  },

  refresh() {
    return bookingApi.staff(this.staffId).then(
      (person) => this.setData({ state: 'ready', person }),
      (error) => {
        const missing = error.status === 404 || error.status === 400;
        this.setData({ state: missing ? 'empty' : 'error', message: missing ? this.data.t.missing : error.message });
      },
    );
  },

  onService(event) {
    navigation.open('service', { id: event.currentTarget.dataset.id });
  },

  onBook(event) {
    navigation.open('times', { service: event.detail.id, staff: this.staffId });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
