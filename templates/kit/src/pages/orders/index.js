const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { keyed } = require('../../services/order-lines');
const orderView = require('../../services/order-view');
const { blankList, pagedList } = require('../../services/paged-list');
const { pay, pageAfter } = require('../../services/payment');
const { fill, texts } = require('../../i18n/index');

const STATES = ['', 'pending', 'paid', 'refunded', 'closed'];

/** The shopper's orders by state. This is also the page WeChat's order centre opens, so it may be the first one. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', tabs: [], current: '', paying: '' }, blankList),

  onLoad(query) {
    this.dress();
    const { t } = this.data;
    this.setData({
      current: STATES.indexOf(query.state) > 0 ? query.state : '',
      tabs: STATES.map((state) => ({ state, title: state ? t[state] : t.all })),
    });
    this.list = pagedList(this, (cursor) => api.orders({ state: this.data.current, cursor }), orderCard);
  },

  /** Coming back from an order it may have another state. */
  onShow() {
    this.dress();
    const handed = navigation.takeHanded('orders');
    if (handed) this.setData({ current: handed.state || '' });
    this.list.restart(!handed && this.data.listState === 'ready');
  },

  /** Where it is a tab, its title comes from the package. */
  dress() {
    dress(this, 'orders', !navigation.isTab('orders'));
  },

  onPullDownRefresh() {
    this.list.restart(true).then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  onTab(event) {
    this.list.choose('current', event.currentTarget.dataset.state);
  },

  onMore() {
    this.list.more();
  },

  onAct() {
    if (this.data.listState === 'empty') navigation.open('browse');
    else this.list.restart();
  },

  onOrder(event) {
    navigation.openOrder(event.currentTarget.dataset.id);
  },

  onPay(event) {
    const { id } = event.currentTarget.dataset;
    if (this.data.paying) return;
    this.setData({ paying: id });
    pay(id)
      .then((outcome) => {
        if (outcome !== 'cancelled') navigation.open(pageAfter(outcome), { id });
      })
      .catch((error) => {
        say(error.message);
        this.list.restart(true);
      })
      .then(() => this.setData({ paying: '' }));
  },
});

function orderCard(order) {
  const t = texts('orders');
  const lines = keyed(order.lines);
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  const card = {
    id: order.id,
    number: order.number,
    state: order.state,
    time: localTime(order.createdAt),
    lines,
    single: lines.length === 1,
    countText: fill(t.count, { count: count || order.itemCount || 1 }),
    totalFen: order.totalFen,
  };
  return Object.assign(card, orderView.cardOf(order, t));
}
