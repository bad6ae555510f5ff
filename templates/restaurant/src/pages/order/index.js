const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { localTime, timeLeft } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { clock, dayAndClock } = require('../../services/opening');
const { keyed } = require('../../services/order-lines');
const { pay } = require('../../services/payment');
const serverTime = require('../../services/server-time');
const storefront = require('../../services/storefront');
const subscriptions = require('../../services/subscriptions');
const { fill } = require('../../i18n/index');

const OPEN_REFUNDS = ['requested', 'approved', 'processing'];
const STEPS = ['waiting', 'accepted', 'ready', 'done'];
const TICK_MS = 1000;
const LOOK_MS = 10 * 1000;

/** One order: its number to be called by, how far the kitchen is, and what can be done now. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    order: {},
    lines: [],
    title: '',
    hint: '',
    ticket: null,
    steps: [],
    place: {},
    refunds: [],
    facts: [],
    refundable: false,
    refundedText: '',
    onlineService: false,
    shopAddress: '',
    busy: '',
    refundSheet: false,
  },

  onLoad(query) {
    dress(this, 'diningOrder', true);
    this.orderId = query.id || '';
    subscriptions.prepare();
    storefront
      .ready()
      .then(() => {
        const { contact } = storefront.settings();
        dress(this, 'diningOrder', true);
        this.setData({
          onlineService: Boolean(contact && contact.onlineService),
          shopAddress: (contact && contact.address) || '',
        });
      })
      .catch(() => {
        // Only colours and the shop's contact come from there.
      });
  },

  onShow() {
    this.refresh();
    // A guest at the counter looks at the screen and waits for it to change.
    this.looking = setInterval(() => {
      if (isCooking(this.data.order)) this.refresh();
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
    return api.order(this.orderId).then(
      (order) => this.show(order),
      (error) => {
        if (this.data.state === 'ready') say(error.message);
        else this.setData({ state: 'error', message: error.status === 404 ? this.data.t.missing : error.message });
      },
    );
  },

  show(order) {
    const { t } = this.data;
    const refunds = order.refunds || [];
    const ticket = (order.dining && order.dining.ticket) || null;
    const step = ticket ? STEPS.indexOf(ticket.state) : -1;
    const words = t.kitchen[order.delivery] || t.kitchen.takeaway;
    this.setData({
      state: 'ready',
      order,
      lines: keyed(order.lines),
      ticket: order.state === 'paid' ? ticket : null,
      title: order.state === 'paid' && ticket ? words[ticket.state] : t[order.state],
      steps: STEPS.map((name, index) => ({ name, title: t.steps[name], done: index <= step, now: index === step })),
      place: placeOf(order, t),
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
    pay(this.orderId)
      .catch((error) => say(error.message))
      .then(() => this.refresh())
      .then(() => this.setData({ busy: '' }));
  },

  onCancel() {
    const { t } = this.data;
    confirm(t.cancelAsk, t.cancelOrder, t.keep).then((yes) => {
      if (yes) this.change('cancel', () => api.cancelOrder(this.orderId));
    });
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

  onMore() {
    navigation.open('menu', { kind: 'dineIn' });
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});

function isCooking({ state, dining }) {
  return state === 'paid' && Boolean(dining) && (!dining.ticket || dining.ticket.state !== 'done');
}

function hintOf(order, t) {
  if (order.state === 'pending') {
    const left = timeLeft(order.expiresAt, serverTime.now());
    return left ? fill(t.pendingHint, { left }) : t.pendingOver;
  }
  const open = (order.refunds || []).find((refund) => OPEN_REFUNDS.indexOf(refund.state) >= 0);
  if (order.state === 'paid' && open) return `${t.refunds} · ${t.refundStates[open.state]}`;
  if (order.state !== 'paid') return order.state === 'closed' ? t.closedHint : t.refundedHint;
  const { pickupAt, ticket } = order.dining || {};
  if (pickupAt && (!ticket || ticket.state === 'waiting'))
    return fill(t.plannedFor, { time: dayAndClock(pickupAt, serverTime.now()) });
  if (ticket && ticket.state === 'ready' && ticket.readyAt) return fill(t.readySince, { time: clock(ticket.readyAt) });
  return t.hints[order.delivery] || '';
}

/** Table, counter or door. */
function placeOf(order, t) {
  const { table, distanceMeters } = order.dining || {};
  if (order.delivery === 'dineIn' && table) {
    return { icon: 'dining', title: [table.area, table.name].filter(Boolean).join(' '), words: t.dineIn };
  }
  if (order.address) {
    const { name, phone, region, detail } = order.address;
    const far = distanceMeters === null || distanceMeters === undefined ? '' : `${(distanceMeters / 1000).toFixed(1)} km`;
    return { icon: 'location', title: `${detail}`, words: [`${name} ${phone}`, region, far].filter(Boolean).join(' · ') };
  }
  return { icon: 'bag', title: t.takeaway, words: '' };
}

function factsOf(order, t) {
  const { guests } = order.dining || {};
  return [
    { name: t.number, value: order.number },
    { name: t.createdAt, value: localTime(order.createdAt) },
    order.paidAt && { name: t.paidAt, value: localTime(order.paidAt) },
    guests && { name: t.guests, value: String(guests) },
    order.closedAt && { name: t.closedAt, value: localTime(order.closedAt) },
    order.note && { name: t.note, value: order.note },
  ].filter(Boolean);
}
