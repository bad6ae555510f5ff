const { dress } = require('./appearance');
const navigation = require('./navigation');
const scan = require('./scan');
const storefront = require('./storefront');

/*
 * What every home page does with the shop's document: `state`, `message` and `sections` of its data. The page has `show(document)`,
 * which may call `showSections` for them, and `refresh()`.
 */

/** Opens what a code or an old link names, and shows what is known until the newest document is here. */
function open(page, query) {
  dress(page, 'home');
  // A code made for the home page may still name a product.
  const productId = navigation.productIdOf(query);
  if (productId) navigation.openProduct(productId);
  else scan.follow(query);
  if (storefront.current()) page.show(storefront.current());
  page.refresh();
}

/** @returns {Promise<object|null>} the newest document, once it is shown; null when there is none */
function refresh(page) {
  return storefront
    .load()
    .then((document) => {
      page.show(document);
      return document;
    })
    .catch((error) => {
      // What is on the screen stays: an old shop window beats an error page.
      if (page.data.state !== 'ready') page.setData({ state: 'error', message: error.message });
      return null;
    });
}

function showSections(page, document) {
  const sections = (document.home && document.home.sections) || [];
  page.setData({ sections, state: sections.length > 0 ? 'ready' : 'empty' });
  dress(page, 'home');
}

function shared() {
  const brand = storefront.settings().brand || {};
  return { title: brand.slogan || brand.name || '', path: navigation.page('home') };
}

module.exports = { open, refresh, showSections, shared };
