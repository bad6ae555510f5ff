const clock = require('./shop-clock');

const NOON = '12:00';
const EVENING = '18:00';

/**
 * The days a shopper can choose from, each with what is written on its button.
 *
 * @param {{lastDay: string, days: {day: string, times: object[]}[]}} answer of the runtime
 */
function dayButtons(answer, nowMs, words) {
  return answer.days
    .filter(({ day }) => day <= answer.lastDay)
    .map(({ day, times }) => ({
      day,
      name: clock.dayName(day, nowMs, words),
      date: clock.shortDay(day),
      free: times.length > 0,
    }));
}

/** The day shown first: the wanted one when it has a time, else the first that has one, else the first. */
function firstDay(buttons, wanted) {
  const free = buttons.filter((button) => button.free);
  const chosen = free.find(({ day }) => day === wanted) || free[0] || buttons[0];
  return chosen ? chosen.day : '';
}

/** A day's times in morning, afternoon and evening; parts without a time are left out. */
function partsOfDay(answer, day, words) {
  const found = answer.days.find((one) => one.day === day);
  const times = ((found && found.times) || []).map((time) =>
    Object.assign({ clock: clock.clockOf(time.startsAt), few: words.few && time.left > 1 && time.left <= 3 }, time),
  );
  const parts = [
    { name: words.morning, times: times.filter((time) => time.clock < NOON) },
    { name: words.afternoon, times: times.filter((time) => time.clock >= NOON && time.clock < EVENING) },
    { name: words.evening, times: times.filter((time) => time.clock >= EVENING) },
  ];
  return parts.filter((part) => part.times.length > 0);
}

module.exports = { dayButtons, firstDay, partsOfDay };
