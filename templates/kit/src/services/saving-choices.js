const { plainYuan, yuan } = require('./money');
const { fill, texts } = require('../i18n/index');

/*
 * What a shopper can choose to pay less, or with what: points, balance, a coupon to collect; and what is missing to more.
 */

/** The wish of a checkout that has chosen nothing: the best coupons, neither points nor balance. */
function noWish() {
  return { coupons: 'best', usePoints: false, useBalance: false };
}

/** The wish as it is asked with; what is not wanted is not said. */
function asked({ coupons, usePoints, useBalance }) {
  return Object.assign({ coupons }, usePoints ? { usePoints } : {}, useBalance ? { useBalance } : {});
}

/** @returns {{points: string, balance: string, claim: object|null, hints: string[]}} texts are empty where there is nothing to choose */
function choicesOf(quote) {
  const t = texts('savings');
  const { account } = quote;
  const missed = quote.missed || [];
  const claim = missed.filter(({ kind }) => kind === 'claim')[0];
  return {
    points: account && account.pointsUsable > 0 ? fill(t.points, { count: account.pointsUsable, amount: yuan(account.pointsUsableFen) }) : '',
    balance: account && account.balanceFen + account.bonusFen > 0 ? fill(t.balance, { amount: yuan(account.balanceFen + account.bonusFen) }) : '',
    claim: claim ? { id: claim.referenceId, text: fill(t.claim, { title: claim.title, amount: plainYuan(claim.savesFen) }) } : null,
    hints: missed.filter(({ kind }) => kind === 'shipping').map(({ missingFen }) => fill(t.untilFree, { amount: plainYuan(missingFen) })),
  };
}

module.exports = { noWish, asked, choicesOf };
