/**
 * Ways on from a shopper's own page: a page of `routes.js`, the icon, what it is opened with. The text is the page's name in the
 * group `me`. A template lays its own list over it; a page that it does not have is left out.
 */
module.exports = [{ page: 'coupons', icon: 'ticket', query: { tab: 'held' } }];
