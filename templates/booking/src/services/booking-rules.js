const storefront = require('./storefront');

const CANCEL_HOURS = 12;
const HORIZON_DAYS = 14;
/** As many as the runtime answers at a time. */
const MOST_DAYS = 31;

/** The shop's rules for appointments, as the runtime applies them too. */
function rules() {
  const booking = storefront.settings().booking || {};
  return {
    cancelHours: Number.isInteger(booking.cancelHours) ? booking.cancelHours : CANCEL_HOURS,
    /** How many days can be booked, today included. */
    days: Math.min(MOST_DAYS, (Number.isInteger(booking.horizonDays) ? booking.horizonDays : HORIZON_DAYS) + 1),
    notice: booking.notice || '',
    showStaff: booking.showStaff !== false,
    staffTitle: booking.staffTitle || '',
  };
}

module.exports = { rules };
