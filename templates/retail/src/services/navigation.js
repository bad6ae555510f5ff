const TAP_PAUSE_MS = 500;

let chosenCategory = null;
let openedAt = 0;

const page = (name) => `/pages/${name}/index`;

function openProduct(id) {
  go(`${page('product')}?productId=${encodeURIComponent(id)}`);
}

/** The category page is a tab, and tabs take no query: the choice waits here until it shows. */
function openCategory(id) {
  chosenCategory = id;
  wx.switchTab({ url: page('category') });
}

function takeChosenCategory() {
  const id = chosenCategory;
  chosenCategory = null;
  return id;
}

function openSearch(words) {
  go(page('search') + (words ? `?q=${encodeURIComponent(words)}` : ''));
}

function openOrders(state) {
  go(page('orders') + (state ? `?state=${state}` : ''));
}

function openOrder(id) {
  go(`${page('order')}?id=${encodeURIComponent(id)}`);
}

/** Follows a link set by the merchant: `{kind, target}` of settings.schema.json. */
function follow(link) {
  if (!link) return;
  if (link.kind === 'product' && link.target) openProduct(link.target);
  else if (link.kind === 'category') openCategory(link.target || null);
  else if (link.kind === 'search') openSearch(link.target);
  else if (link.kind === 'orders') openOrders('');
}

/**
 * The product a page was opened for: by a link (`productId`), or by a mini-program code, whose `scene` of at most
 * 32 characters is `p=<id>`, `productId=<id>` or the bare id; a UUID fits only without its hyphens.
 *
 * @returns {string} the id, or an empty string
 */
function productIdOf(query) {
  if (query.productId) return decodeURIComponent(query.productId);
  const scene = decodeURIComponent(query.scene || '');
  const named = /(?:^|&)(?:p|productId)=([^&]+)/.exec(scene);
  const id = named ? named[1] : scene;
  const uuid = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i.exec(id);
  return uuid ? uuid.slice(1).join('-') : id.indexOf('=') >= 0 ? '' : id;
}

/**
 * The short code a scanned mini-program code carries: its `scene` is `s=<code>`, which the runtime knows where to lead.
 *
 * @returns {string} the code, or an empty string
 */
function codeOf(query) {
  const found = /(?:^|&)s=([0-9A-Za-z]{4,10})(?:&|$)/.exec(decodeURIComponent(query.scene || ''));
  return found ? found[1] : '';
}

/** Two quick taps open one page; at WeChat's limit of ten pages the newest is replaced. */
function go(url) {
  const now = Date.now();
  if (now - openedAt < TAP_PAUSE_MS) return;
  openedAt = now;
  wx.navigateTo({ url, fail: () => wx.redirectTo({ url }) });
}

module.exports = {
  page,
  go,
  openProduct,
  openCategory,
  takeChosenCategory,
  openSearch,
  openOrders,
  openOrder,
  follow,
  productIdOf,
  codeOf,
};
