const api = require('./api');
const { tabs } = require('./routes');

const CART_TAB = tabs.indexOf('cart');
const MOST_SHOWN = 99;

let itemCount = 0;

/** The shopper's cart; also brings the number on the tab bar up to date. */
function refresh() {
  return api.cart().then(remember);
}

function add(skuId, quantity) {
  return api.addToCart(skuId, quantity).then(remember);
}

function setQuantity(skuId, quantity) {
  return api.setCartQuantity(skuId, quantity).then(remember);
}

/** Takes ordered goods out, where the runtime has not done so already. */
function removeOrdered(skuIds) {
  return refresh().then((cart) => {
    const left = cart.lines.filter((line) => skuIds.indexOf(line.skuId) >= 0);
    return left.reduce((before, line) => before.then(() => setQuantity(line.skuId, 0)), Promise.resolve(cart));
  });
}

/** How many articles lay in the cart at the last answer. */
function count() {
  return itemCount;
}

/** The badge can only be set while a tab page is showing; elsewhere WeChat refuses, and the next tab page sets it. */
function showBadge() {
  if (CART_TAB < 0) return;
  if (itemCount > 0) {
    const text = itemCount > MOST_SHOWN ? `${MOST_SHOWN}+` : String(itemCount);
    wx.setTabBarBadge({ index: CART_TAB, text, fail() {} });
  } else {
    wx.removeTabBarBadge({ index: CART_TAB, fail() {} });
  }
}

function remember(cart) {
  itemCount = cart.itemCount;
  showBadge();
  return cart;
}

module.exports = { refresh, add, setQuantity, removeOrdered, count, showBadge };
