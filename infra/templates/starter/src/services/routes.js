const { pathsOf } = require('./page-paths');

/** Which pages this shop has, by what they show, and which of them stand in the tab bar (in its order). */
module.exports = {
  pages: pathsOf(['home', 'cart', 'me', 'search', 'product', 'page', 'checkout', 'pay-result', 'orders', 'order']),
  tabs: ['home', 'cart', 'me'],
};
