const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { orderKeys } = require('../../services/idempotency');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { hasToken } = require('../../services/session');

const TABS = ['centre', 'held', 'used', 'expired'];

/** What can be collected, and what the shopper has. Looking needs no log-in; taking one does. */
Page({
  data: { t: {}, themeStyle: '', tabs: [], current: 'centre', state: 'loading', message: '', items: [], next: '', taking: '' },

  onLoad(query) {
    dress(this, 'coupons', true);
    const { t } = this.data;
    this.keyFor = orderKeys();
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
        if (this.data.state === 'ready') say(error.message);
        else this.setData({ state: 'error', message: error.message });
      },
    );
  },

  /** What is in the wallet already says so; a shopper who was never here is not logged in for it. */
  centre() {
    const held = hasToken() ? api.wallet('held').catch(() => ({ items: [] })) : Promise.resolve({ items: [] });
    return Promise.all([api.coupons(), held]).then(([offered, { items }]) => ({
      items: offered.items.map((coupon) => this.offer(coupon, items.filter((one) => one.coupon.id === coupon.id).length)),
      next: '',
    }));
  },

  offer(coupon, count) {
    const { t } = this.data;
    const full = count >= coupon.perShopper;
    const gone = coupon.remaining === 0;
    return { key: coupon.id, coupon, off: full || gone, action: full ? t.taken : gone ? t.gone : t.take };
  },

  wallet(state, cursor) {
    const { t } = this.data;
    return api.wallet(state, cursor).then(({ items, nextCursor }) => ({
      items: items.map(({ id, coupon, expiresAt }) => ({
        key: id,
        coupon: Object.assign({}, coupon, { endsAt: expiresAt, remaining: null }),
        off: state !== 'held',
        action: state === 'held' ? t.use : '',
      })),
      next: nextCursor || '',
    }));
  },

  onCoupon(event) {
    const { id } = event.detail;
    if (this.data.current === 'centre') this.take(id);
    else navigation.openCategory('');
  },

  /** A second tap sends the same key: it is the same coupon. */
  take(id) {
    if (this.data.taking) return;
    this.setData({ taking: id });
    api
      .claimCoupon(id, this.keyFor({ id }))
      .then(
        () => {
          this.keyFor = orderKeys();
          say(this.data.t.done);
        },
        (error) => say(error.message),
      )
      .then(() => {
        this.setData({ taking: '' });
        return this.refresh();
      });
  },

  onAct() {
    if (this.data.state === 'empty') {
      navigation.openHome();
      return;
    }
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
