const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { localTime, timeLeft } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { pay } = require('../../services/payment');
const { confirmReceipt } = require('../../services/receipt');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');
const { fill } = require('../../i18n/index');

const OPEN_REFUNDS = ['requested', 'approved', 'processing'];
const TICK_MS = 1000;
const STATE_ICONS = {
  pending: 'time-filled',
  paid: 'check-circle-filled',
  refunded: 'check-circle-filled',
  closed: 'close-circle-filled',
};

/** One order: how it stands, what can be done now, and what has happened. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    order: {},
    hint: '',
    stateIcons: STATE_ICONS,
    timeline: [],
    parcels: [],
    receivable: false,
    refunds: [],
    facts: [],
    refundable: false,
    refundedText: '',
    pickupAddress: '',
    onlineService: false,
    busy: '',
    refundSheet: false,
  },

  onLoad(query) {
    dress(this, 'order', true);
    this.orderId = query.id || '';
    subscriptions.prepare();
    storefront
      .ready()
      .then(() => this.showShop())
      .catch(() => {
        // Only colours and the shop's contact come from there.
      });
  },

  onShow() {
    this.refresh();
  },

  onHide() {
    clearInterval(this.clock);
  },

  onUnload() {
    clearInterval(this.clock);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return api
      .order(this.orderId)
      .then((order) => this.show(order))
      .catch((error) => {
        if (this.data.state === 'ready') say(error.message);
        else this.setData({ state: 'error', message: error.status === 404 ? this.data.t.missing : error.message });
      });
  },

  show(order) {
    const { t } = this.data;
    const refunds = order.refunds || [];
    this.setData({
      state: 'ready',
      order,
      timeline: (order.timeline || [])
        .map((step) => ({ state: step.state, title: t.steps[step.state] || step.state, time: localTime(step.at) }))
        .reverse(),
      parcels: (order.shipments || []).map((shipment) => parcelCard(shipment, order, t)),
      receivable: order.state === 'paid' && order.fulfilment === 'shipped',
      refunds: refunds.map((refund) => ({
        id: refund.id,
        stateText: t.refundStates[refund.state],
        amount: yuan(refund.amountFen),
        reason: refund.reason,
        time: localTime(refund.settledAt || refund.createdAt),
      })),
      refundable: order.state === 'paid' && !refunds.some((refund) => OPEN_REFUNDS.indexOf(refund.state) >= 0),
      refundedText: order.refundedFen > 0 ? yuan(order.refundedFen) : '',
      facts: factsOf(order, t),
    });
    this.startClock();
  },

  showShop() {
    const { contact, delivery } = storefront.settings();
    dress(this, 'order', true);
    this.setData({
      onlineService: Boolean(contact && contact.onlineService),
      pickupAddress: (delivery && delivery.pickup && delivery.pickup.address) || '',
    });
  },

  /** Counts an unpaid order down; at zero the runtime is asked, since only it closes orders. */
  startClock() {
    clearInterval(this.clock);
    this.showHint();
    if (this.data.order.state !== 'pending' || !timeLeft(this.data.order.expiresAt, Date.now())) return;
    this.clock = setInterval(() => {
      this.showHint();
      if (timeLeft(this.data.order.expiresAt, Date.now())) return;
      clearInterval(this.clock);
      this.refresh();
    }, TICK_MS);
  },

  showHint() {
    const { order, t } = this.data;
    this.setData({ hint: hintOf(order, t) });
  },

  onPay() {
    if (this.data.busy) return;
    this.setData({ busy: 'pay' });
    subscriptions
      .ask(subscriptions.purposesOf(this.data.order.delivery))
      .then(() => pay(this.orderId))
      .then((outcome) => {
        if (outcome !== 'cancelled') wx.redirectTo({ url: `${navigation.page('pay-result')}?id=${this.orderId}` });
      })
      .catch((error) => {
        say(error.message);
        return this.refresh();
      })
      .then(() => this.setData({ busy: '' }));
  },

  onCancel() {
    const { t } = this.data;
    confirm(t.cancelAsk, t.cancel, t.keep).then((yes) => {
      if (yes) this.change('cancel', () => api.cancelOrder(this.orderId));
    });
  },

  onReceive() {
    const { order } = this.data;
    this.change('receive', () => confirmReceipt(order));
  },

  onOpenRefund() {
    this.setData({ refundSheet: true });
  },

  onCloseRefund() {
    this.setData({ refundSheet: false });
  },

  onSendRefund(event) {
    this.change('refund', () => api.requestRefund(this.orderId, event.detail.reason)).then((done) => {
      if (done) say(this.data.t.refundSent);
    });
  },

  /** Runs one change at a time and shows the order it answers. @returns {Promise<boolean>} whether it went through */
  change(name, act) {
    if (this.data.busy) return Promise.resolve(false);
    this.setData({ busy: name });
    return act().then(
      (order) => {
        this.setData({ busy: '', refundSheet: false });
        this.show(order);
        return true;
      },
      (error) => {
        this.setData({ busy: '', refundSheet: false });
        say(error.message);
        return this.refresh().then(() => false);
      },
    );
  },

  onProduct(event) {
    navigation.openProduct(event.currentTarget.dataset.id);
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});

function hintOf(order, t) {
  if (order.state === 'pending') {
    const left = timeLeft(order.expiresAt, Date.now());
    return left ? fill(t.pendingHint, { left }) : t.pendingOver;
  }
  const open = (order.refunds || []).find((refund) => OPEN_REFUNDS.indexOf(refund.state) >= 0);
  if (order.state === 'paid' && open) return `${t.refunds} · ${t.refundStates[open.state]}`;
  if (order.state === 'paid' && t.fulfilmentHints[order.fulfilment]) return fulfilmentHint(order, t);
  if (order.state === 'paid') return order.delivery === 'pickup' ? t.paidPickup : t.paidHint;
  return order.state === 'closed' ? t.closedHint : t.refundedHint;
}

function fulfilmentHint(order, t) {
  return order.fulfilment === 'shipped' && order.delivery === 'pickup' ? t.handedOver : t.fulfilmentHints[order.fulfilment];
}

/** A parcel with its courier, number and goods; other ways of delivery have their name only. */
function parcelCard(shipment, order, t) {
  const goods = shipment.lines.map(({ skuId, quantity }) => {
    const line = (order.lines || []).find((candidate) => candidate.skuId === skuId);
    return `${line ? line.title : ''} ×${quantity}`;
  });
  return {
    id: shipment.id,
    name: shipment.companyName || shipment.companyId || t.shippingKinds[shipment.kind],
    number: shipment.trackingNo || '',
    goods: goods.join(t.comma),
    note: shipment.note || '',
    time: localTime(shipment.shippedAt),
  };
}

function factsOf(order, t) {
  return [
    { name: t.number, value: order.number },
    { name: t.createdAt, value: localTime(order.createdAt) },
    order.paidAt && { name: t.paidAt, value: localTime(order.paidAt) },
    order.receivedAt && { name: t.receivedAt, value: localTime(order.receivedAt) },
    order.closedAt && { name: t.closedAt, value: localTime(order.closedAt) },
    order.note && { name: t.note, value: order.note },
  ].filter(Boolean);
}
