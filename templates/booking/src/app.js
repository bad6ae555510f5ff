const { confirm } = require('./services/notice');
const storefront = require('./services/storefront');
const { texts } = require('./i18n/index');

App({
  onLaunch() {
    storefront.load().catch(() => {
      // Pages show their own error and retry; a failed first load must not stop the app from opening.
    });
    this.offerUpdate();
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
