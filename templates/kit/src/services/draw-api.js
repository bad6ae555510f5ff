const { body, queryString } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

/** The runtime's endpoints for lucky draws; each answers the body. Shapes: the runtime's OpenAPI document. */
module.exports = {
  draws: () => body(request({ path: '/draws' })),
  draw: (id) => body(request({ path: drawPath(id) })),
  drawProof: (id, cursor) => body(request({ path: `${drawPath(id)}/proof${queryString({ cursor })}` })),
  drawTries: (id) => body(authorized({ path: `${drawPath(id)}/entries` })),
  enterDraw: (id, idempotencyKey) =>
    body(
      authorized({
        path: `${drawPath(id)}/entries`,
        method: 'POST',
        data: {},
        header: { 'idempotency-key': idempotencyKey },
      }),
    ),
  setPrizeAddress: (id, number, address) =>
    body(authorized({ path: `${drawPath(id)}/entries/${number}/address`, method: 'PUT', data: address })),
};

function drawPath(id) {
  return `/draws/${encodeURIComponent(id)}`;
}
