/**
 * Ways on from a shopper's own page: a page of `routes.js`, the icon, what it is opened with. The text is the page's name in the
 * group `me`. A template lays its own list over it; a page that it does not have is left out, and so is one with `when` where the shop
 * does not offer it (`offered-entries.js`).
 */
module.exports = [
  { page: 'coupons', icon: 'ticket', query: { tab: 'held' } },
  { page: 'balance', icon: 'wallet', when: 'balance' },
  { page: 'favourite-goods', icon: 'heart' },
  { page: 'my-data', icon: 'user' },
];
