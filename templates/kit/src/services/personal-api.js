const { body, queryString } = require('./answers');
const { authorized } = require('./session');

/** The runtime's endpoints for what a shopper keeps and is; each answers the body. Shapes: the runtime's OpenAPI document. */
module.exports = {
  favourites: (cursor) => body(authorized({ path: `/me/favourite-products${queryString({ cursor })}` })),
  isFavourite: (id) => body(authorized({ path: favouritePath(id) })).then(({ favourite }) => favourite),
  keep: (id) => body(authorized({ path: favouritePath(id), method: 'PUT', data: {} })),
  drop: (id) => body(authorized({ path: favouritePath(id), method: 'DELETE', data: {} })),

  data: () => body(authorized({ path: '/me/data' })),
  deletion: () => body(authorized({ path: '/me/deletion' })),
  askDeletion: () => body(authorized({ path: '/me/deletion', method: 'POST', data: {} })),
  withdrawDeletion: () => body(authorized({ path: '/me/deletion', method: 'DELETE', data: {} })),
};

function favouritePath(productId) {
  return `/products/${encodeURIComponent(productId)}/favourite`;
}
