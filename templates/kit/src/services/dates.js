/** An ISO instant as the phone's local `2026-03-01 09:05`. */
function localTime(iso) {
  const date = new Date(iso);
  const two = (value) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** An ISO instant as the phone's local day, `3-01`; with the year when it is not this one. */
function localDay(iso) {
  const date = new Date(iso);
  const day = `${date.getMonth() + 1}-${String(date.getDate()).padStart(2, '0')}`;
  return date.getFullYear() === new Date().getFullYear() ? day : `${date.getFullYear()}-${day}`;
}

/** Time left until an instant as `mm:ss`, or an empty string when it has passed. */
function timeLeft(iso, nowMs) {
  const seconds = Math.floor((Date.parse(iso) - nowMs) / 1000);
  if (!(seconds > 0)) return '';
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

module.exports = { localTime, localDay, timeLeft };
