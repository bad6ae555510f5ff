const { body } = require('./answers');
const { request } = require('./request');
const { authorized } = require('./session');

/** The runtime's endpoints for appointments; each answers the body. Shapes: the runtime's OpenAPI document. */
module.exports = {
  services: () => body(request({ path: '/services' })),
  service: (id) => body(request({ path: `/services/${encodeURIComponent(id)}` })),
  staff: (id) => body(request({ path: `/staff/${encodeURIComponent(id)}` })),
  /** Free times of the next `days` days; with `staffId` only that person's. */
  times: (serviceId, staffId, days, places) => {
    const staff = staffId ? `&staffId=${encodeURIComponent(staffId)}` : '';
    const path = `/services/${encodeURIComponent(serviceId)}/times?days=${days}&places=${places || 1}${staff}`;
    return body(request({ path }));
  },
  /** Times a booking can be moved to; its own places do not stand in the way. */
  timesToMoveTo: (bookingId, staffId, days) => {
    const staff = staffId ? `&staffId=${encodeURIComponent(staffId)}` : '';
    return body(authorized({ path: `${bookingPath(bookingId)}/times?days=${days}${staff}` }));
  },

  place: (booking, idempotencyKey) =>
    body(
      authorized({ path: '/bookings', method: 'POST', data: booking, header: { 'idempotency-key': idempotencyKey } }),
    ),
  bookings: (which, cursor) => {
    const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    return body(authorized({ path: `/bookings?which=${which}${more}` }));
  },
  booking: (id) => body(authorized({ path: bookingPath(id) })),
  reschedule: (id, time) => body(authorized({ path: `${bookingPath(id)}/reschedule`, method: 'POST', data: time })),
  cancel: (id) => body(authorized({ path: `${bookingPath(id)}/cancel`, method: 'POST', data: {} })),
};

function bookingPath(id) {
  return `/bookings/${encodeURIComponent(id)}`;
}
