const { body, queryString } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

const orderPath = (id) => `/orders/${encodeURIComponent(id)}`;

/** What follows a sale, by name; each answers the body. */
module.exports = {
  productReviews: (id, query) =>
    body(request({ path: `/products/${encodeURIComponent(id)}/reviews${queryString(query)}` })),
  reviewsOfOrder: (id) => body(authorized({ path: `${orderPath(id)}/reviews` })),
  writeReview: (id, review) => body(authorized({ path: `${orderPath(id)}/reviews`, method: 'POST', data: review })),
  withdrawReview: (id) =>
    body(authorized({ path: `/reviews/${encodeURIComponent(id)}`, method: 'DELETE', data: {} })),
  sendReviewPicture: (bytes, contentType) =>
    body(
      authorized({ path: '/review-pictures', method: 'POST', data: bytes, header: { 'content-type': contentType } }),
    ),
  invoice: (id) => body(authorized({ path: `${orderPath(id)}/invoice` })),
  askInvoice: (id, wish) => body(authorized({ path: `${orderPath(id)}/invoice`, method: 'POST', data: wish })),
  withdrawInvoice: (id) => body(authorized({ path: `${orderPath(id)}/invoice`, method: 'DELETE', data: {} })),
  receipt: (id) => body(authorized({ path: `${orderPath(id)}/receipt` })),
  handedOver: (id) => body(authorized({ path: `${orderPath(id)}/handed-over` })),
};
