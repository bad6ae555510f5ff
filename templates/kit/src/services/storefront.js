const { request } = require('./request');
const { appId } = require('./config');
const i18n = require('../i18n/index');

/** The last document is kept, so a returning shopper sees the shop at once and it refreshes underneath. */
const KEY = `storefront:${appId}`;

let kept = wx.getStorageSync(KEY) || null;
let loading = null;

i18n.prefer(preferredLanguage());

/** The storefront document as last seen, or null before the very first answer. */
function current() {
  return kept ? kept.document : null;
}

/** The merchant's settings as last seen; an empty object before the first answer. */
function settings() {
  const storefront = current();
  return (storefront && storefront.settings) || {};
}

/** Asks for the newest document; a 304 keeps the one at hand. Calls made meanwhile share the answer. */
function load() {
  if (!loading) {
    loading = fetchDocument().then(
      (storefront) => {
        loading = null;
        return storefront;
      },
      (error) => {
        loading = null;
        throw error;
      },
    );
  }
  return loading;
}

/** The document at hand, else the newest. */
function ready() {
  return kept ? Promise.resolve(kept.document) : load();
}

/** The shop's categories. They only suggest where to go: none when the shop cannot be reached. */
function categories() {
  return ready().then(
    (document) => document.categories || [],
    () => [],
  );
}

function preferredLanguage() {
  const brand = settings().brand;
  return (brand && brand.language) || 'auto';
}

function fetchDocument() {
  const header = kept && kept.etag ? { 'if-none-match': kept.etag } : {};
  return request({ path: '/storefront', header }).then((response) => {
    if (response.status === 304 && kept) return kept.document;
    kept = { etag: response.header.ETag || response.header.etag || '', document: response.data };
    wx.setStorage({ key: KEY, data: kept });
    i18n.prefer(preferredLanguage());
    return kept.document;
  });
}

module.exports = { current, settings, load, ready, categories };
