const { body } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

/** The runtime's endpoints for eating in, taking away and delivery; each answers the body. */
module.exports = {
  menu: () => body(request({ path: '/menu' })),
  offer: () => body(request({ path: '/dining' })),
  table: (table) => body(request({ path: `/tables/${encodeURIComponent(table)}` })),
  /** @param {{lines: object[], delivery: string, tableId?: string, pickupAt?: string, destination?: object}} wish */
  quote: (wish) => body(authorized({ path: '/quote', method: 'POST', data: wish })),
};
