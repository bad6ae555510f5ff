/** The shop's clock: appointments are at a place, so they are told in China's time wherever the phone is. */
const CHINA_MS = 8 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** @returns {string} `2026-12-03` of an ISO instant or a number of milliseconds */
function dayOf(instant) {
  return shifted(instant).slice(0, 10);
}

/** @returns {string} `14:30` */
function clockOf(instant) {
  return shifted(instant).slice(11, 16);
}

/** @returns {number} 0 Sunday – 6 Saturday, of `2026-12-03` */
function weekdayOf(day) {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** @returns {string} `12-03` without the leading zero of the month: `12/3` */
function shortDay(day) {
  const [, month, date] = day.split('-');
  return `${Number(month)}/${Number(date)}`;
}

/** How a day is called: today, tomorrow, or its weekday. `words` are `{today, tomorrow, weekdays}`. */
function dayName(day, nowMs, words) {
  if (day === dayOf(nowMs)) return words.today;
  if (day === dayOf(nowMs + DAY_MS)) return words.tomorrow;
  return words.weekdays[weekdayOf(day)];
}

/** A whole appointment in words: `12/3 周四 14:30–15:30`. */
function spanText(startsAt, endsAt, nowMs, words) {
  const day = dayOf(startsAt);
  return `${shortDay(day)} ${dayName(day, nowMs, words)} ${clockOf(startsAt)}–${clockOf(endsAt)}`;
}

/** Time until an instant in its two largest parts, or null when it has come. */
function until(instant, nowMs) {
  const minutes = Math.floor((Date.parse(instant) - nowMs) / 60000);
  if (minutes < 0) return null;
  return { days: Math.floor(minutes / 1440), hours: Math.floor((minutes % 1440) / 60), minutes: minutes % 60 };
}

function shifted(instant) {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return new Date(ms + CHINA_MS).toISOString();
}

module.exports = { dayOf, clockOf, weekdayOf, shortDay, dayName, spanText, until };
