const { dress } = require('../../services/appearance');
const cart = require('../../services/cart');
const navigation = require('../../services/navigation');
const scan = require('../../services/scan');
const storefront = require('../../services/storefront');

/** The shop window: sections in the order the merchant put them. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', sections: [], browsable: false, searchable: false, slogan: '' },

  onLoad(query) {
    dress(this, 'home');
    // A code made for the home page may still name a product.
    const productId = navigation.productIdOf(query);
    if (productId) navigation.openProduct(productId);
    else scan.follow(query);
    if (storefront.current()) this.show(storefront.current());
    this.refresh();
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
    const brand = storefront.settings().brand || {};
    return { title: brand.slogan || brand.name || '', path: navigation.page('home') };
  },

  refresh() {
    return storefront
      .load()
      .then((document) => this.show(document))
      .catch((error) => {
        // What is on the screen stays: an old shop window beats an error page.
        if (this.data.state !== 'ready') this.setData({ state: 'error', message: error.message });
      });
  },

  show(document) {
    const settings = document.settings || {};
    const sections = (document.home && document.home.sections) || [];
    this.setData({
      sections,
      browsable: navigation.page('category') !== '',
      searchable: navigation.page('search') !== '' && (!settings.home || settings.home.showSearch !== false),
      slogan: (settings.brand && settings.brand.slogan) || '',
      state: sections.length > 0 ? 'ready' : 'empty',
    });
    dress(this, 'home');
  },

  onSearch() {
    navigation.openSearch('');
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
