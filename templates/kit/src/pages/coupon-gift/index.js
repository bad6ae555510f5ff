const couponApi = require('../../services/coupon-api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { fill } = require('../../i18n/index');

/** A coupon that a friend gives away: the first who takes it has it. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', phase: '', coupon: {}, title: '', words: '', taking: false },

  onLoad(query) {
    dress(this, 'couponGift', true);
    this.code = query.code || '';
    this.refresh();
  },

  refresh() {
    return couponApi.gift(this.code).then(
      (gift) => this.show(gift),
      (error) => showFault(this, error),
    );
  },

  show(gift) {
    const { t } = this.data;
    const phase = phaseOf(gift);
    this.claimId = gift.claimId;
    this.setData({
      state: 'ready',
      phase,
      coupon: Object.assign({}, gift.coupon, { remaining: null }),
      title: t[`${phase}Title`],
      words: fill(t[phase], { time: localTime(gift.expiresAt) }),
    });
  },

  onTake() {
    if (this.data.taking) return;
    this.setData({ taking: true });
    couponApi
      .take(this.code)
      .catch((error) => say(error.message))
      .then(() => this.refresh())
      .then(() => this.setData({ taking: false }));
  },

  onUse() {
    if (this.data.coupon.kind === 'voucher') navigation.open('coupon', { id: this.claimId });
    else navigation.openCategory('');
  },

  onHome() {
    navigation.openHome();
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function phaseOf({ state, isGiver, claimId }) {
  if (claimId) return 'mine';
  if (isGiver && state === 'open') return 'own';
  return state;
}
