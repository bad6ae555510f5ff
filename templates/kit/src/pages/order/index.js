const afterSaleApi = require('../../services/after-sale-api');
const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { localTime, timeLeft } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { groupOfOrder } = require('../../services/group-view');
const { keyed } = require('../../services/order-lines');
const orderView = require('../../services/order-view');
const { act, showFault } = require('../../services/page-state');
const { pay, pageAfter } = require('../../services/payment');
const { confirmReceipt } = require('../../services/receipt');
const serverTime = require('../../services/server-time');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');
const { fill } = require('../../i18n/index');

const OPEN_REFUNDS = ['requested', 'approved', 'processing'];
const TICK_MS = 1000;
const LOOK_MS = 10 * 1000;

/** One order: how it stands, what can be done now, and what has happened. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    order: {},
    lines: [],
    title: '',
    hint: '',
    place: {},
    group: null,
    timeline: [],
    parcels: [],
    receivable: false,
    refunds: [],
    facts: [],
    refunding: false,
    refundable: false,
    refundedText: '',
    onlineService: false,
    busy: '',
    refundSheet: false,
    papers: [],
    handedOver: [],
  },

  onLoad(query) {
    dress(this, 'order', true);
    this.orderId = query.id || '';
    subscriptions.prepare();
    storefront
      .ready()
      .then((document) => this.showShop(document.settings || {}))
      .catch(() => {
        // Only colours and the shop's contact come from there.
      });
  },

  onShow() {
    this.refresh();
    this.looking = setInterval(() => {
      const { order } = this.data;
      if (orderView.isMoving(order) || (order.groupBuy && order.groupBuy.state === 'open')) this.refresh();
    }, LOOK_MS);
  },

  onHide() {
    this.rest();
  },

  onUnload() {
    this.rest();
  },

  rest() {
    clearInterval(this.clock);
    clearInterval(this.looking);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return api
      .order(this.orderId)
      .then((order) => this.show(order))
      .catch((error) => showFault(this, error));
  },

  show(order) {
    const { t } = this.data;
    const refunds = order.refunds || [];
    const shipments = orderView.shipmentsOf(order);
    this.setData({
      state: 'ready',
      order,
      lines: keyed(order.lines),
      title: openRefund(order) ? t.refundOpen : orderView.titleOf(order, t),
      group: groupOfOrder(order, t),
      place: orderView.placeOf(order, t, storefront.settings()),
      timeline: orderView.timelineOf(order, t),
      parcels: shipments.map((shipment) => parcelCard(shipment, order, t)),
      receivable: order.state === 'paid' && order.fulfilment === 'shipped' && shipments.length > 0,
      refunds: refunds.map((refund) => ({
        id: refund.id,
        stateText: t.refundStates[refund.state],
        amount: yuan(refund.amountFen),
        reason: refund.reason,
        time: localTime(refund.settledAt || refund.createdAt),
      })),
      refunding: Boolean(openRefund(order)),
      refundable: order.state === 'paid' && !openRefund(order),
      refundedText: order.refundedFen > 0 ? yuan(order.refundedFen) : '',
      facts: factsOf(order, t),
      papers: papersOf(order, t),
    });
    this.startClock();
    this.showHandedOver(order);
  },

  /** Codes and texts of goods without a parcel. */
  showHandedOver({ id, delivery, state, fulfilment }) {
    if (delivery !== 'virtual' || state !== 'paid' || fulfilment === 'unfulfilled') return;
    afterSaleApi.handedOver(id).then(
      ({ items }) => this.setData({ handedOver: items }),
      (error) => say(error.message),
    );
  },

  onPaper(event) {
    navigation.open(event.currentTarget.dataset.page, { id: this.orderId });
  },

  onCopyCode(event) {
    wx.setClipboardData({ data: event.currentTarget.dataset.code });
  },

  showShop({ contact }) {
    dress(this, 'order', true);
    this.setData({ onlineService: Boolean(contact && contact.onlineService) });
    if (this.data.state === 'ready') this.show(this.data.order);
  },

  /** Counts an unpaid order down; at zero the runtime is asked, since only it closes orders. */
  startClock() {
    clearInterval(this.clock);
    this.showHint();
    if (this.data.order.state !== 'pending' || !timeLeft(this.data.order.expiresAt, serverTime.now())) return;
    this.clock = setInterval(() => {
      this.showHint();
      if (timeLeft(this.data.order.expiresAt, serverTime.now())) return;
      clearInterval(this.clock);
      this.refresh();
    }, TICK_MS);
  },

  showHint() {
    const { order, t } = this.data;
    const hint = hintOf(order, t);
    if (hint !== this.data.hint) this.setData({ hint });
  },

  onPay() {
    if (this.data.busy) return;
    this.setData({ busy: 'pay' });
    subscriptions
      .ask(subscriptions.purposesOf(this.data.order.delivery))
      .then(() => pay(this.orderId))
      .then((outcome) => {
        const path = navigation.page(pageAfter(outcome));
        if (path === navigation.page('order')) return this.refresh();
        wx.redirectTo({ url: `${path}?id=${this.orderId}` });
        return undefined;
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

  onPlace() {
    const { page, query } = this.data.place.action;
    navigation.open(page, query);
  },

  onGroup() {
    navigation.open('group-buy', this.data.group.query);
  },

  onProduct(event) {
    navigation.openProduct(event.currentTarget.dataset.id);
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function hintOf(order, t) {
  if (order.state === 'pending') {
    const left = timeLeft(order.expiresAt, serverTime.now());
    return left ? fill(t.pendingHint, { left }) : t.pendingOver;
  }
  const refund = openRefund(order);
  if (refund) return `${t.refunds} · ${t.refundStates[refund.state]}`;
  if (order.state === 'paid') return orderView.hintOf(order, t);
  return order.state === 'closed' ? t.closedHint : t.refundedHint;
}

/** The refund of a paid order that is still on its way, if there is one. */
function openRefund({ state, refunds }) {
  return state === 'paid' ? (refunds || []).find((refund) => OPEN_REFUNDS.indexOf(refund.state) >= 0) : undefined;
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

/** What can be looked at or written about a paid order; only pages that this shop has. */
function papersOf({ state, fulfilment, delivery }, t) {
  const isHanded = fulfilment === 'received' || (fulfilment === 'shipped' && delivery !== 'express');
  return [
    state === 'paid' && isHanded && { page: 'review', words: t.review },
    (state === 'paid' || state === 'refunded') && { page: 'invoice', words: t.invoice },
    (state === 'paid' || state === 'refunded') && { page: 'receipt', words: t.receipt },
  ].filter((paper) => paper && navigation.page(paper.page));
}

function factsOf(order, t) {
  return [
    { name: t.number, value: order.number },
    { name: t.createdAt, value: localTime(order.createdAt) },
    order.paidAt && { name: t.paidAt, value: localTime(order.paidAt) },
    order.receivedAt && { name: t.receivedAt, value: localTime(order.receivedAt) },
    order.closedAt && { name: t.closedAt, value: localTime(order.closedAt) },
    ...orderView.ownFacts(order, t),
    order.note && { name: t.note, value: order.note },
  ].filter(Boolean);
}
