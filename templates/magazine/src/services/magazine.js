const { body, queryString } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

/** The runtime's endpoints for readers; each answers the body. Reading logs nobody in, what only the reader sees does. */
module.exports = {
  articles: (query) => body(request({ path: `/articles${queryString(query)}` })),
  article: (id) => body(request({ path: articlePath(id) })),
  channels: () => body(request({ path: '/channels' })),
  authors: () => body(request({ path: '/authors' })),
  author: (id) => body(request({ path: `/authors/${encodeURIComponent(id)}` })),
  comments: (id, query) => body(request({ path: `${articlePath(id)}/comments${queryString(query)}` })),

  mine: (id) => body(authorized({ path: `${articlePath(id)}/mine` })),
  favourites: (query) => body(authorized({ path: `/me/favourites${queryString(query)}` })),
  setLike: (id, on) => body(authorized({ path: `${articlePath(id)}/like`, method: on ? 'PUT' : 'DELETE', data: {} })),
  setFavourite: (id, on) =>
    body(authorized({ path: `${articlePath(id)}/favourite`, method: on ? 'PUT' : 'DELETE', data: {} })),
  comment: (id, text) => body(authorized({ path: `${articlePath(id)}/comments`, method: 'POST', data: { text } })),
  withdraw: (commentId) => body(authorized({ path: commentPath(commentId), method: 'DELETE', data: {} })),
  report: (commentId, reason) =>
    body(authorized({ path: `${commentPath(commentId)}/reports`, method: 'POST', data: { reason } })),
};

function articlePath(id) {
  return `/articles/${encodeURIComponent(id)}`;
}

function commentPath(id) {
  return `/comments/${encodeURIComponent(id)}`;
}
