const couponApi = require('../../services/coupon-api');
const { dress } = require('../../services/appearance');
const { counterCode, grouped } = require('../../services/counter-code');
const { couponName } = require('../../services/coupon-view');
const { localTime } = require('../../services/dates');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { fill } = require('../../i18n/index');

/** One coupon of the shopper: its code for the counter, and giving it to a friend. The screen turns by itself when staff take it. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', phase: '', coupon: {}, words: '', code: null, digits: '', gift: null, until: '', working: false },

  onLoad(query) {
    dress(this, 'coupon', true);
    this.claimId = query.id || '';
    this.counter = counterCode(this.claimId, {
      code: (code) => this.setData({ code, digits: grouped(code.code) }),
      coupon: (claim) => this.show(claim),
      fault: (error) => say(error.message),
    });
  },

  onShow() {
    this.refresh();
  },

  onHide() {
    this.counter.stop();
  },

  onUnload() {
    this.counter.stop();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    const { t, coupon, gift } = this.data;
    const title = fill(t.share, { coupon: coupon.title || '' });
    if (!gift || !gift.code) return { title, path: navigation.page('home') };
    return { title, path: `${navigation.page('coupon-gift')}?code=${encodeURIComponent(gift.code)}` };
  },

  refresh() {
    return couponApi.coupon(this.claimId).then(
      (claim) => this.show(claim),
      (error) => showFault(this, error),
    );
  },

  show(claim) {
    const { t } = this.data;
    const phase = claim.state === 'held' && claim.gift ? 'giving' : claim.state;
    const turned = phase !== this.data.phase;
    this.setData({
      state: 'ready',
      phase,
      coupon: Object.assign({}, claim.coupon, { endsAt: claim.expiresAt, remaining: null }),
      words: wordsOf(claim, phase, t),
      until: claim.gift ? fill(t.openUntil, { time: localTime(claim.gift.expiresAt) }) : '',
    });
    if (phase === 'held') this.counter.start();
    else this.counter.stop();
    if (turned && phase === 'used' && wx.vibrateShort) wx.vibrateShort({ type: 'medium', fail() {} });
    // The link of a gift that was made before: asked for again it is the same one.
    if (phase === 'giving' && !this.data.gift) this.make();
  },

  onGive() {
    if (this.data.working) return;
    this.setData({ working: true });
    this.make().then(() => this.setData({ working: false }));
  },

  make() {
    return couponApi
      .give(this.claimId)
      .then((gift) => {
        this.setData({ gift });
        return this.data.phase === 'giving' ? null : this.refresh();
      })
      .catch((error) => say(error.message));
  },

  onWithdraw() {
    const { gift, working, t } = this.data;
    if (working || !gift) return;
    this.setData({ working: true });
    couponApi
      .withdraw(gift.id)
      .then(() => say(t.back))
      .catch((error) => say(error.message))
      .then(() => {
        this.setData({ working: false, gift: null });
        return this.refresh();
      });
  },

  onShop() {
    navigation.openCategory('');
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function wordsOf(claim, phase, t) {
  if (phase === 'used') return claim.orderId ? t.usedInOrder : fill(t.usedAtCounter, { time: localTime(claim.usedAt) });
  if (phase === 'given') return t.given;
  if (phase === 'expired') return t.expired;
  return claim.coupon.kind === 'voucher' ? t.voucherHint : fill(t.counterHint, { coupon: couponName(claim.coupon) });
}
