const { body, queryString } = require('./answers');
const { base, origin } = require('./config');
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
  helpInDraw: (id, share) => body(authorized({ path: `${drawPath(id)}/help`, method: 'POST', data: { share } })),
  verifierAddress,
  setPrizeAddress: (id, number, address) =>
    body(authorized({ path: `${drawPath(id)}/entries/${number}/address`, method: 'PUT', data: address })),
};

/** Where anybody checks the draw in a browser, holding it against the hash that this phone has seen. */
function verifierAddress(id, hash) {
  return origin ? `${base}${drawPath(id)}/verify${queryString({ hash })}` : '';
}

function drawPath(id) {
  return `/draws/${encodeURIComponent(id)}`;
}
