/**
 * Where this copy of the shop belongs: its AppID and the runtime that serves it, from the package's `ext`.
 * Read once: WeChat never changes it while the app runs.
 */
const ext = wx.getExtConfigSync ? wx.getExtConfigSync() : {};

const appId = ext.appId || wx.getAccountInfoSync().miniProgram.appId;
const origin = String(ext.apiBase || '').replace(/\/+$/, '');

module.exports = {
  appId,
  /** Host of the runtime without a trailing slash; empty when the package was rendered without one. */
  origin,
  /** Base of every shopper URL of this applet. */
  base: `${origin}/a/${appId}`,
  /** Light colours of the native bars as the package has them, to go back to after dark. */
  bar: ext.bar,
  tabBar: ext.tabBar,
};
