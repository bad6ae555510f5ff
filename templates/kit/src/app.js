const cart = require('./services/cart');
const navigation = require('./services/navigation');
const { confirm } = require('./services/notice');
const scan = require('./services/scan');
const session = require('./services/session');
const storefront = require('./services/storefront');
const { texts } = require('./i18n/index');

App({
  onLaunch(options) {
    scan.foresee(options && options.query);
    storefront.load().catch(() => {
      // Pages show their own error and retry; a failed first load must not stop the app from opening.
    });
    this.offerUpdate();
  },

  onShow() {
    // Only a shopper who has logged in before has a cart; nobody is logged in just for opening the shop.
    if (navigation.page('cart') && session.hasToken()) cart.refresh().catch(() => {});
  },

  /** Many shoppers would otherwise run the old version for a day. Asked, because restarting loses a half-filled form. */
  offerUpdate() {
    const manager = wx.getUpdateManager();
    manager.onUpdateReady(() => {
      const t = texts('common');
      confirm(t.updateReady, t.updateNow, t.later).then((yes) => {
        if (yes) manager.applyUpdate();
      });
    });
  },
});
