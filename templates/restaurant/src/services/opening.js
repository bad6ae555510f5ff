const { text } = require('../i18n/index');

const CHINA_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** One line about whether the kitchen is at work: `营业中 · 22:00 打烊`. */
function openingWords(offer, nowMs) {
  if (offer.isOpen) {
    if (!offer.closesAt || Date.parse(offer.closesAt) - nowMs > DAY_MS) return text('menu.open');
    return text('menu.openUntil', { time: clock(offer.closesAt) });
  }
  return offer.opensAt ? text('menu.opensAt', { time: dayAndClock(offer.opensAt, nowMs) }) : text('menu.closed');
}

/** `12:30`, by the clock on the restaurant's wall. */
function clock(iso) {
  return new Date(Date.parse(iso) + CHINA_MS).toISOString().slice(11, 16);
}

/** `今天 12:30`, `明天 07:30`, `11-25 07:30`. */
function dayAndClock(iso, nowMs) {
  const days = dayOf(Date.parse(iso)) - dayOf(nowMs);
  if (days === 0) return text('menu.today', { time: clock(iso) });
  if (days === 1) return text('menu.tomorrow', { time: clock(iso) });
  return `${new Date(Date.parse(iso) + CHINA_MS).toISOString().slice(5, 10)} ${clock(iso)}`;
}

function dayOf(milliseconds) {
  return Math.floor((milliseconds + CHINA_MS) / DAY_MS);
}

module.exports = { openingWords, clock, dayAndClock };
