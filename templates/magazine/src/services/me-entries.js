/** Ways on from a reader's own page (the kit's file of this name tells more). */
module.exports = [
  { page: 'favourites', icon: 'bookmark' },
  { page: 'category', icon: 'shop' },
  { page: 'coupons', icon: 'ticket', query: { tab: 'held' } },
  { page: 'balance', icon: 'wallet', when: 'balance' },
  { page: 'favourite-goods', icon: 'heart' },
  { page: 'my-data', icon: 'user' },
];
