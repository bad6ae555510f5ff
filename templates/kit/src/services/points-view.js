const { fill, texts } = require('../i18n/index');
const { localTime } = require('./dates');
const { plainYuan } = require('./money');

/** The shopper's membership, as the runtime answers it, in the words and lines of its page. */
function membershipView(membership) {
  const t = texts('points');
  const { programme, tier, next, growthFen } = membership;
  return {
    points: membership.points,
    tier: tier ? tier.name : t.member,
    discount: tier && tier.percentOff > 0 ? foldOf(tier.percentOff) : '',
    progress: next ? progressOf(tier, next, growthFen) : -1,
    next: next ? fill(t.next, { amount: plainYuan(next.missingFen), name: next.name }) : tier ? t.highest : '',
    notes: notesOf(membership, t),
    signIn: membership.signIn ? signInView(membership.signIn, t) : null,
    tiers: programme.tiers.map((one) => ({
      id: one.id,
      name: one.name,
      current: Boolean(tier && tier.id === one.id),
      brings: bringsOf(one, t),
      from: one.fromFen > 0 ? fill(t.tierFrom, { amount: plainYuan(one.fromFen) }) : t.tierFree,
    })),
    rules: rulesOf(programme, t),
  };
}

/** One movement of points. */
function entryView(entry) {
  const t = texts('points');
  return {
    id: entry.id,
    reason: t.reasons[entry.reason] || t.points,
    about: entry.orderNumber ? fill(t.order, { number: entry.orderNumber }) : entry.note || '',
    orderId: entry.orderId || '',
    time: localTime(entry.createdAt),
    delta: entry.delta > 0 ? `+${entry.delta}` : String(entry.delta),
    given: entry.delta > 0,
  };
}

function progressOf(tier, next, growthFen) {
  const from = tier ? tier.fromFen : 0;
  return Math.floor((100 * (growthFen - from)) / (next.fromFen - from));
}

function notesOf({ pendingPoints, ending, pointsOwed }, t) {
  const notes = [];
  if (pendingPoints > 0) notes.push({ key: 'pending', icon: 'time', words: fill(t.pending, { points: pendingPoints }) });
  if (ending) notes.push({ key: 'ending', icon: 'bell', words: fill(t.ending, { points: ending.points, day: ending.on }) });
  if (pointsOwed > 0) notes.push({ key: 'owed', icon: 'info-circle', words: fill(t.owed, { points: pointsOwed }) });
  return notes;
}

function signInView({ today, streak, nextPoints, day, days }, t) {
  const plain = nextPoints === 0;
  const before = plain ? t.signIn : fill(t.signInFor, { points: nextPoints });
  const after = plain ? t.signedIn : fill(t.signedInFor, { points: nextPoints });
  return {
    today,
    streak: streak > 0 ? fill(t.streak, { count: streak }) : '',
    action: today ? after : before,
    label: fill(t.monthLabel, { count: days.length }),
    days: monthOf(day, days, t),
  };
}

/** The cells of the month's calendar; empty ones stand before the first, which falls on its weekday. Weeks begin on Monday. */
function monthOf(today, signed, t) {
  const month = today.slice(0, 8);
  const first = new Date(`${month}01T00:00:00Z`);
  const blank = (first.getUTCDay() + 6) % 7;
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const cells = [];
  for (let place = 0; place < blank; place += 1) cells.push({ key: `blank-${place}`, day: 0 });
  for (let day = 1; day <= last; day += 1) {
    const key = `${month}${String(day).padStart(2, '0')}`;
    const isSigned = signed.indexOf(key) >= 0;
    cells.push({ key, day, signed: isSigned, today: key === today, label: isSigned ? `${day} ${t.signed}` : String(day) });
  }
  return cells;
}

function bringsOf({ percentOff, multiplierPercent }, t) {
  const brings = [];
  if (percentOff > 0) brings.push(fill(t.memberPrice, { percent: foldOf(percentOff) }));
  if (multiplierPercent > 100) brings.push(fill(t.multiplier, { times: multiplierPercent / 100 }));
  return brings.length > 0 ? brings.join(' · ') : t.plainTier;
}

function rulesOf({ pointsPerYuan, pointsPerYuanOff, mostPercent, validMonths, tiers }, t) {
  const rules = [];
  if (pointsPerYuan > 0) rules.push(fill(t.ruleEarn, { points: pointsPerYuan }));
  if (mostPercent > 0) rules.push(fill(t.ruleSpend, { points: pointsPerYuanOff, percent: mostPercent }));
  rules.push(validMonths ? fill(t.ruleValid, { months: validMonths }) : t.ruleForever, t.ruleBack);
  if (tiers.length > 0) rules.push(t.ruleGrowth);
  return rules;
}

/** 5 % off as shops say it: 9.5 折. */
function foldOf(percentOff) {
  return fill(texts('section').percentOff, { off: percentOff, fold: String((100 - percentOff) / 10) });
}

module.exports = { membershipView, entryView };
