const { pages, tabs } = require('./routes');

const TAP_PAUSE_MS = 500;
/** Query of a page by the kind of what a merchant's link names; kinds without an object open the page alone. */
const OBJECTS = { product: 'productId', search: 'q', page: 'id', article: 'id', service: 'id', 'group-buy': 'id' };

let handed = {};
let opened = { url: '', at: 0 };

/** Path of a page by its name in `routes.js`, or an empty string when this template has no such page. */
const page = (name) => (Object.keys(pages).indexOf(name) >= 0 ? pages[name] : '');

/** Whether the page of that name stands in the tab bar. */
const isTab = (name) => tabs.some((tab) => pages[tab] === page(name));

/**
 * Opens a page of `routes.js`. Tabs take no query: it waits in `takeHanded` until the tab shows.
 *
 * @param {string} name
 * @param {object} [query] empty values are left out
 */
function open(name, query) {
  const path = page(name);
  if (!path) return;
  if (isTab(name)) {
    handed = { name, query: query || {} };
    wx.switchTab({ url: path });
    return;
  }
  const pairs = Object.keys(query || {})
    .filter((key) => query[key] !== undefined && query[key] !== null && query[key] !== '')
    .map((key) => `${key}=${encodeURIComponent(query[key])}`);
  go(pairs.length > 0 ? `${path}?${pairs.join('&')}` : path);
}

/** What was handed to a tab since it last showed, once; null when nothing was. */
function takeHanded(name) {
  if (handed.name !== name) return null;
  const { query } = handed;
  handed = {};
  return query;
}

function openHome() {
  open('home');
}

function openProduct(id) {
  open('product', { productId: id });
}

function openCategory(id) {
  open('category', { id: id || '' });
}

/** Category chosen elsewhere for the category tab: its id, '' for all, null when none was chosen. */
function takeChosenCategory() {
  const query = takeHanded('category');
  return query ? query.id : null;
}

function openSearch(words) {
  open('search', { q: words });
}

function openOrders(state) {
  open('orders', { state });
}

function openOrder(id) {
  open('order', { id });
}

/** Back to that page where the shopper came from it, else on to it, in place of this one. */
function back(name) {
  const stack = getCurrentPages();
  const before = stack[stack.length - 2];
  if (before && `/${before.route}` === page(name)) wx.navigateBack();
  else wx.redirectTo({ url: page(name) });
}

/** Whether a merchant's link leads somewhere in this template. */
function leads(link) {
  if (!link || !link.kind || link.kind === 'none') return false;
  if (link.kind === 'phone') return Boolean(link.target);
  if (OBJECTS[link.kind] && link.kind !== 'search' && !link.target) return false;
  return page(link.kind) !== '';
}

/** Follows a link set by the merchant: `{kind, target}` of the settings schema. */
function follow(link) {
  if (!leads(link)) return;
  if (link.kind === 'phone') wx.makePhoneCall({ phoneNumber: link.target, fail() {} });
  else if (link.kind === 'category') openCategory(link.target);
  else if (OBJECTS[link.kind]) open(link.kind, { [OBJECTS[link.kind]]: link.target });
  else open(link.kind);
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

/** Two quick taps on one thing open one page; at WeChat's limit of ten pages the newest is replaced. */
function go(url) {
  const now = Date.now();
  if (url === opened.url && now - opened.at < TAP_PAUSE_MS) return;
  opened = { url, at: now };
  wx.navigateTo({ url, fail: () => wx.redirectTo({ url }) });
}

module.exports = {
  page,
  isTab,
  open,
  go,
  takeHanded,
  openHome,
  openProduct,
  openCategory,
  takeChosenCategory,
  openSearch,
  openOrders,
  openOrder,
  back,
  leads,
  follow,
  productIdOf,
  codeOf,
};
