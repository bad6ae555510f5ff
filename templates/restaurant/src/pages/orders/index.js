const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { keyed } = require('../../services/order-lines');
const { pagedList } = require('../../services/paged-list');
const { pay } = require('../../services/payment');
const { fill, texts } = require('../../i18n/index');

const STATES = ['', 'pending', 'paid', 'refunded', 'closed'];

/** The guest's orders by state, with the number of what is being cooked. This is also the page WeChat's order centre opens, so it may be the first one. */
Page({
  data: {
    t: {},
    themeStyle: '',
    tabs: [],
    current: '',
    items: [],
    listState: 'loading',
    message: '',
    loadingMore: false,
    moreFailed: false,
    done: false,
    paying: '',
  },

  onLoad(query) {
    dress(this, 'orders');
    const { t } = this.data;
    this.setData({
      current: STATES.indexOf(query.state) > 0 ? query.state : '',
      tabs: STATES.map((state) => ({ state, title: state ? t[state] : t.all })),
    });
    this.list = pagedList(this, (cursor) => api.orders({ state: this.data.current, cursor }), orderCard);
  },

  /** Coming back from an order it may have another state. */
  onShow() {
    dress(this, 'orders');
    const handed = navigation.takeHanded('orders');
    if (handed) this.setData({ current: handed.state || '' });
    this.list.restart(!handed && this.data.listState === 'ready');
  },

  onPullDownRefresh() {
    this.list.restart(true).then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  onTab(event) {
    const { state } = event.currentTarget.dataset;
    if (state === this.data.current) return;
    this.setData({ current: state });
    this.list.restart();
  },

  onMore() {
    this.list.more();
  },

  onAct() {
    if (this.data.listState === 'empty') navigation.open('menu');
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
        if (outcome !== 'cancelled') navigation.go(`${navigation.page('pay-result')}?id=${id}`);
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
  return {
    id: order.id,
    number: order.number,
    state: order.state,
    stateText: stateText(order, t),
    way: t[order.delivery] || '',
    pickupNumber: order.state === 'paid' && order.ticket && order.ticket.state !== 'done' ? order.ticket.pickupNumber : '',
    time: localTime(order.createdAt),
    lines,
    single: lines.length === 1,
    countText: fill(t.count, { count: count || order.itemCount || 1 }),
    totalFen: order.totalFen,
  };
}

/** A paid order says how far the kitchen is. */
function stateText(order, t) {
  return order.state === 'paid' && order.ticket ? t.kitchen[order.ticket.state] : t[order.state];
}
