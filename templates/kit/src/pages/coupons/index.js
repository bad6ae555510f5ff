const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { offered, collector } = require('../../services/coupon-offers');
const { localTime } = require('../../services/dates');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { fill } = require('../../i18n/index');

const TABS = ['centre', 'held', 'used', 'expired'];

/** What can be collected, and what the shopper has. Looking needs no log-in; taking one does. */
Page({
  data: { t: {}, themeStyle: '', tabs: [], current: 'centre', state: 'loading', message: '', items: [], next: '', taking: '' },

  onLoad(query) {
    dress(this, 'coupons', true);
    const { t } = this.data;
    this.collect = collector();
    this.setData({
      current: TABS.indexOf(query.tab) > 0 ? query.tab : 'centre',
      tabs: TABS.map((tab) => ({ tab, title: tab === 'used' ? t.usedTab : t[tab] })),
    });
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    if (this.data.next) this.load(this.data.next);
  },

  onTab(event) {
    const { tab } = event.currentTarget.dataset;
    if (tab === this.data.current) return;
    this.setData({ current: tab, state: 'loading', items: [], next: '' });
    this.refresh();
  },

  refresh() {
    return this.load('');
  },

  load(cursor) {
    const { current, t } = this.data;
    const asked = current === 'centre' ? this.centre() : this.wallet(current, cursor);
    return asked.then(
      ({ items, next }) => {
        if (current !== this.data.current) return;
        const all = cursor ? this.data.items.concat(items) : items;
        this.setData({ items: all, next, state: all.length > 0 ? 'ready' : 'empty', message: t[`${current}Empty`] });
      },
      (error) => {
        if (current !== this.data.current) return;
        showFault(this, error);
      },
    );
  },

  centre() {
    const { t } = this.data;
    return offered(() => true).then((items) => ({
      items: items.map((item) => (item.held ? Object.assign({}, item, { off: false, action: t.use }) : item)),
      next: '',
    }));
  },

  wallet(state, cursor) {
    const { t } = this.data;
    return api.wallet(state, cursor).then(({ items, nextCursor }) => ({
      items: items.map((claim) => walletItem(claim, t)),
      next: nextCursor || '',
    }));
  },

  onCoupon(event) {
    const { id } = event.detail;
    const { current, items } = this.data;
    const held = items.filter((item) => item.coupon.id === id)[0];
    if (current === 'centre' && !(held && held.held)) this.take(id);
    else if (held && held.coupon.kind === 'voucher') this.onVoucher(held);
    else navigation.openCategory('');
  },

  /** The wallet knows which one is shown; the centre only that there is one. */
  onVoucher({ claimId }) {
    if (claimId) navigation.open('coupon', { id: claimId });
    else this.onTab({ currentTarget: { dataset: { tab: 'held' } } });
  },

  onOne(event) {
    navigation.open('coupon', { id: event.currentTarget.dataset.id });
  },

  take(id) {
    if (this.data.taking) return;
    this.setData({ taking: id });
    this.collect(id).then((words) => {
      say(words);
      this.setData({ taking: '' });
      return this.refresh();
    });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function walletItem(claim, t) {
  const { id, state, coupon, expiresAt, gift, isGift } = claim;
  const held = state === 'held';
  return {
    key: id,
    claimId: id,
    coupon: Object.assign({}, coupon, { endsAt: expiresAt, remaining: null }),
    off: !held || Boolean(gift),
    action: held && !gift ? (coupon.kind === 'voucher' ? t.worthUse : t.use) : '',
    note: gift ? fill(t.giving, { time: localTime(gift.expiresAt) }) : state === 'given' ? t.givenAway : isGift ? t.received : '',
    counter: held && !gift ? t.counter : '',
    give: gift ? t.manage : held && coupon.giftable ? t.give : '',
  };
}
