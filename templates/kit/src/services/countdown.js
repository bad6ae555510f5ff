const DAY_SECONDS = 86400;

/**
 * What is left until an instant, for the cells of a countdown.
 *
 * @param {string} iso
 * @param {number} nowMs by the runtime's clock
 * @returns {{over: boolean, days: number, hours: string, minutes: string, seconds: string}} the last three of two digits
 */
function timeLeftParts(iso, nowMs) {
  const left = Math.ceil((Date.parse(iso) - nowMs) / 1000);
  const seconds = left > 0 ? left : 0;
  return {
    over: !(left > 0),
    days: Math.floor(seconds / DAY_SECONDS),
    hours: two(Math.floor((seconds % DAY_SECONDS) / 3600)),
    minutes: two(Math.floor((seconds % 3600) / 60)),
    seconds: two(seconds % 60),
  };
}

function two(value) {
  return String(value).padStart(2, '0');
}

module.exports = { timeLeftParts };
