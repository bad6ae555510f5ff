const { plainYuan } = require('./money');
const { fill, texts } = require('../i18n/index');

/** What a list says of a service that can be booked beside its name and price: its length, and what is paid in advance. */
function serviceFacts({ durationMinutes, depositFen, priceFen }) {
  const t = texts('section');
  const facts = [fill(t.minutes, { count: durationMinutes || 0 })];
  if (depositFen > 0) facts.push(depositFen < priceFen ? fill(t.deposit, { amount: plainYuan(depositFen) }) : t.prepaid);
  return facts.join(' · ');
}

module.exports = { serviceFacts };
