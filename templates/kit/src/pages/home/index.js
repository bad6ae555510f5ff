const { dress } = require('../../services/appearance');
const cart = require('../../services/cart');
const navigation = require('../../services/navigation');
const { act } = require('../../services/page-state');
const shopWindow = require('../../services/shop-window');

/** The shop window: sections in the order the merchant put them. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', sections: [], browsable: false, searchable: false, slogan: '' },

  onLoad(query) {
    shopWindow.open(this, query);
  },

  onShow() {
    // The phone may have turned dark while another tab was showing.
    dress(this, 'home');
    cart.showBadge();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    return shopWindow.shared();
  },

  refresh() {
    return shopWindow.refresh(this);
  },

  show(document) {
    const { brand, home } = document.settings || {};
    this.setData({
      browsable: navigation.page('category') !== '',
      searchable: navigation.page('search') !== '' && (!home || home.showSearch !== false),
      slogan: (brand && brand.slogan) || '',
    });
    shopWindow.showSections(this, document);
  },

  onSearch() {
    navigation.openSearch('');
  },

  onAct() {
    act(this, () => navigation.openCategory(null));
  },
});
