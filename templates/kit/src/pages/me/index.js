const { dress } = require('../../services/appearance');
const cart = require('../../services/cart');
const { mediaUrl } = require('../../services/media');
const entries = require('../../services/me-entries');
const navigation = require('../../services/navigation');
const { offeredEntries } = require('../../services/offered-entries');
const storefront = require('../../services/storefront');

const SHORTCUTS = [
  { state: 'pending', icon: 'wallet' },
  { state: 'paid', icon: 'truck', undelivered: 'ticket' },
  { state: 'refunded', icon: 'refund' },
  { state: 'closed', icon: 'order' },
];

/** The shopper's orders and the shop's contact. Nobody has to say who they are to open it. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    brand: {},
    logo: '',
    letter: '',
    contact: {},
    entries: [],
    note: '',
    shortcuts: [],
  },

  onShow() {
    cart.showBadge();
    this.refresh();
  },

  refresh() {
    storefront
      .ready()
      .then(() => this.show(storefront.settings()))
      .catch((error) => {
        dress(this, 'me');
        this.setData({ state: 'error', message: error.message });
      });
  },

  show(settings) {
    dress(this, 'me');
    const brand = settings.brand || {};
    this.setData({
      state: 'ready',
      brand,
      logo: mediaUrl(brand.logo),
      letter: (brand.name || '').slice(0, 1),
      contact: settings.contact || {},
      note: (settings.delivery && settings.delivery.note) || '',
      shortcuts: SHORTCUTS.map(({ state, icon, undelivered }) => ({
        state,
        // A shop whose settings know no delivery sends no parcels.
        icon: settings.delivery ? icon : undelivered || icon,
        title: this.data.t[state],
      })),
    });
    this.showEntries();
  },

  /** What the shop may have switched on comes with its answer; the lines that stand there stay meanwhile. */
  showEntries() {
    const known = entries.filter(({ page }) => navigation.page(page));
    const show = (list) =>
      this.setData({ entries: list.map(({ page, icon }) => ({ page, icon, title: this.data.t[page] })) });
    if (this.data.entries.length === 0) show(known.filter(({ when }) => !when));
    return offeredEntries(known).then(show);
  },

  onOrders(event) {
    navigation.openOrders(event.currentTarget.dataset.state);
  },

  onEntry(event) {
    const entry = entries.find(({ page }) => page === event.currentTarget.dataset.page);
    navigation.open(entry.page, entry.query);
  },

  onCall() {
    wx.makePhoneCall({ phoneNumber: this.data.contact.phone, fail() {} });
  },

  onPrivacy() {
    if (wx.openPrivacyContract) wx.openPrivacyContract({ fail() {} });
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
