const { localTime } = require('./dates');
const { plainYuan } = require('./money');
const { sharingRule } = require('./draw-sharing');
const { fill } = require('../i18n/index');

const PPM_PER_PERCENT = 10000;

/** A chance in a million as a percentage, with four decimals at most: 500 → "0.05". */
function percentOf(oddsPpm) {
  return String(Math.round(oddsPpm) / PPM_PER_PERCENT);
}

/** What can be won, with its odds and counts: published before anybody tries, as the rules for draws ask. */
function shownPrizes(prizes, t) {
  return prizes.map((prize) => ({
    position: prize.position,
    kind: prize.kind,
    title: prize.title,
    imageUrl: prize.imageUrl || '',
    odds: fill(t.odds, { percent: percentOf(prize.oddsPpm) }),
    count: prize.count === null ? t.unlimited : fill(t.count, { count: prize.count, left: prize.left }),
    worth: prize.valueFen ? fill(t.worth, { amount: plainYuan(prize.valueFen) }) : '',
    gone: prize.left === 0,
  }));
}

/** The rules of a draw in words, each from what was published; the merchant's own come last. */
function rulesOf(draw, t, shopName) {
  const { triesTotal, triesDaily } = draw;
  return [
    fill(t.ruleTime, { from: localTime(draw.startsAt), to: localTime(draw.endsAt) }),
    triesDaily ? fill(t.ruleTriesDaily, { total: triesTotal, daily: triesDaily }) : fill(t.ruleTries, { total: triesTotal }),
    sharingRule(draw, t),
    t.ruleOdds,
    draw.prizes.some(({ kind }) => kind === 'coupon') ? t.ruleCoupon : '',
    draw.prizes.some(({ kind }) => kind === 'goods') ? fill(t.ruleGoods, { days: draw.addressDays }) : '',
    shopName ? fill(t.ruleOrganiser, { name: shopName }) : '',
  ]
    .filter(Boolean)
    .concat(draw.rules.split('\n').filter((line) => line.trim()));
}

/** A shopper's own try, as a line of their results. */
function shownEntry(entry, t) {
  const { prize, missed, delivery } = entry;
  const won = prize.kind !== 'thanks';
  return {
    number: entry.number,
    won,
    kind: prize.kind,
    title: prize.title,
    note: missed ? fill(t.missed, { title: missed.title }) : fill(t.entry, { number: entry.number }),
    time: localTime(entry.createdAt),
    state: delivery ? delivery.state : '',
    status: statusOf(entry, t),
  };
}

function statusOf({ prize, delivery }, t) {
  if (prize.kind === 'coupon') return t.inWallet;
  if (!delivery) return '';
  const { state, addressDueAt, parcel } = delivery;
  if (state === 'sent') return fill(t.sent, { company: parcel.company, number: parcel.trackingNo });
  if (state === 'waiting') return fill(t.addressBy, { time: localTime(addressDueAt) });
  return t[state];
}

module.exports = { shownPrizes, rulesOf, shownEntry, percentOf };
