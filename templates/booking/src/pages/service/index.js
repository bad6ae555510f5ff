const { dress } = require('../../services/appearance');
const bookingApi = require('../../services/booking-api');
const { rules } = require('../../services/booking-rules');
const { mediaUrl } = require('../../services/media');
const { plainYuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { act } = require('../../services/page-state');
const { framed } = require('../../services/rich-text');
const storefront = require('../../services/storefront');
const { fill } = require('../../i18n/index');

/** A service: what it is, what it costs, who does it. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    service: {},
    facts: [],
    payText: '',
    details: '',
    notice: '',
    cancelText: '',
    onlineService: false,
    first: false,
  },

  onLoad(query) {
    dress(this, 'service', true);
    this.serviceId = decodeURIComponent(query.id || '') || navigation.productIdOf(query);
    this.setData({ first: getCurrentPages().length === 1 });
    this.refresh();
  },

  onShareAppMessage() {
    const { service } = this.data;
    return {
      title: service.title,
      path: `${navigation.page('service')}?id=${encodeURIComponent(this.serviceId)}`,
      imageUrl: mediaUrl(service.imageUrl),
    };
  },

  refresh() {
    return bookingApi
      .service(this.serviceId)
      .then((service) => storefront.ready().then(() => this.show(service)))
      .catch((error) => {
        const missing = error.status === 404 || error.status === 400;
        this.setData({ state: missing ? 'empty' : 'error', message: missing ? this.data.t.missing : error.message });
      });
  },

  show(service) {
    dress(this, 'service', true);
    const { t } = this.data;
    const { contact } = storefront.settings();
    const { cancelHours, notice } = rules();
    this.setData({
      state: 'ready',
      service,
      facts: [
        fill(t.minutes, { count: service.durationMinutes }),
        service.capacity > 1 ? fill(t.places, { count: service.capacity }) : '',
        service.category,
      ].filter(Boolean),
      payText: payText(service, t),
      details: framed(service.descriptionHtml),
      notice,
      cancelText: fill(t.cancelRule, { hours: cancelHours }),
      onlineService: Boolean(contact && contact.onlineService),
    });
  },

  onStaff(event) {
    navigation.open('staff', { id: event.currentTarget.dataset.id });
  },

  onChoose() {
    navigation.open('times', { service: this.serviceId });
  },

  onHome() {
    navigation.openHome();
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function payText({ depositFen, priceFen }, t) {
  if (depositFen === 0) return t.atShop;
  return depositFen === priceFen ? t.prepaid : fill(t.deposit, { amount: plainYuan(depositFen) });
}
