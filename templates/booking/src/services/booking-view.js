const clock = require('./shop-clock');
const { yuan } = require('./money');
const serverTime = require('./server-time');
const { fill } = require('../i18n/index');

const HOUR_MS = 3600 * 1000;

/** What is written about a booking, for a list and for its own page. `t` are the texts of `booking`. */
function shownBooking(booking, t) {
  const nowMs = serverTime.now();
  const day = clock.dayOf(booking.startsAt);
  return {
    id: booking.id,
    state: booking.state,
    stateText: t.states[booking.state],
    title: booking.service.title,
    imageUrl: booking.service.imageUrl || '',
    staffName: booking.staff.name,
    staffImage: booking.staff.imageUrl || '',
    month: clock.shortDay(day).split('/')[0],
    date: clock.shortDay(day).split('/')[1],
    dayName: clock.dayName(day, nowMs, t),
    span: clock.spanText(booking.startsAt, booking.endsAt, nowMs, t),
    clock: clock.clockOf(booking.startsAt),
    places: booking.places,
    placesText: booking.places > 1 ? fill(t.placesOf, { count: booking.places }) : '',
    left: leftText(booking, nowMs, t),
    paidText: booking.paidFen > 0 ? yuan(booking.paidFen) : '',
    restText: booking.priceFen > booking.paidFen ? yuan(booking.priceFen - booking.paidFen) : '',
  };
}

/** `in 2 days 3 hours`; empty for a booking that is over. */
function leftText(booking, nowMs, t) {
  if (booking.state !== 'booked' && booking.state !== 'held') return '';
  const left = clock.until(booking.startsAt, nowMs);
  if (!left) return t.now;
  if (left.days > 0) return fill(t.inDays, left);
  return left.hours > 0 ? fill(t.inHours, left) : fill(t.inMinutes, left);
}

/** Whether its shopper may still move it, and have the money back when cancelling. */
function isInTime(booking, cancelHours) {
  return Date.parse(booking.startsAt) - serverTime.now() >= cancelHours * HOUR_MS;
}

module.exports = { shownBooking, leftText, isInTime };
