/** The runtime's clock: a phone's may be off by hours, and a sale ends for everybody at once. */
let aheadMs = 0;

/** Learns from an answer's `Date` header, made older by the `Age` a cache in between reports. */
function learn(header) {
  const told = Date.parse(header.Date || header.date || '');
  if (!told) return;
  aheadMs = told + Number(header.Age || header.age || 0) * 1000 - Date.now();
}

/** Milliseconds since 1970 by the runtime's clock, as far as it is known. */
function now() {
  return Date.now() + aheadMs;
}

module.exports = { learn, now };
