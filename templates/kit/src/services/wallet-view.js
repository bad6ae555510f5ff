const { localTime } = require('./dates');
const { plainYuan, yuan } = require('./money');
const { fill, texts } = require('../i18n/index');

/** A movement of the balance as it is shown. What has no words of its own is called "other". */
function entryView(entry) {
  const t = texts('balance');
  const reason = t.reasons[entry.reason] || t.reasons.other;
  return {
    id: entry.id,
    reason: entry.kind === 'bonus' ? fill(t.bonusOf, { reason }) : reason,
    note: entry.note || '',
    time: localTime(entry.createdAt),
    given: entry.deltaFen > 0,
    delta: `${entry.deltaFen > 0 ? '+' : ''}${yuan(entry.deltaFen)}`,
    orderId: entry.reason === 'order' || entry.reason === 'order_closed' ? entry.referenceId : '',
  };
}

/** What an amount brings, for its tile. */
function planView({ amountFen, bonusFen }) {
  const t = texts('topUp');
  return {
    amountFen,
    bonusFen,
    amount: plainYuan(amountFen),
    bonus: bonusFen > 0 ? fill(t.bonus, { amount: plainYuan(bonusFen) }) : '',
  };
}

/** A card the shopper has bought. */
function cardView(card) {
  const t = texts('giftCards');
  return {
    id: card.id,
    orderId: card.orderId,
    face: plainYuan(card.faceFen),
    active: card.state === 'active',
    waiting: card.state === 'waiting',
    state: t.states[card.state] || '',
    tail: card.tail ? fill(t.tail, { tail: card.tail }) : '',
    until: fill(t.until, { day: localTime(card.endsAt).slice(0, 10) }),
  };
}

/**
 * Yuan as a shopper types them, as fen.
 * @returns {number} 0 for what is no amount: letters, more than two decimals, nothing
 */
function fenOf(typed) {
  const match = /^(\d{1,6})(?:[.。](\d{1,2}))?$/.exec(typed.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] || '').padEnd(2, '0')) : 0;
}

module.exports = { cardView, entryView, fenOf, planView };
