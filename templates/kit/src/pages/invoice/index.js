const afterSaleApi = require('../../services/after-sale-api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const subscriptions = require('../../services/subscriptions');

const BUYERS = ['personal', 'company'];

/** The invoice of an order: asked for here, and read when the merchant has answered. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    buyers: BUYERS,
    invoice: null,
    facts: [],
    amount: '',
    canAsk: false,
    buyer: 'personal',
    title: '',
    taxNumber: '',
    email: '',
    busy: false,
  },

  onLoad(query) {
    dress(this, 'invoice', true);
    subscriptions.prepare();
    this.orderId = query.id || '';
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return afterSaleApi
      .invoice(this.orderId)
      .then((answer) => this.show(answer))
      .catch((error) => showFault(this, error));
  },

  show({ invoice, invoiceableFen }) {
    const { t } = this.data;
    const isLive = Boolean(invoice) && (invoice.state === 'asked' || invoice.state === 'issued');
    this.setData({
      state: 'ready',
      invoice: invoice && invoice.state === 'withdrawn' ? null : invoice,
      facts: invoice ? factsOf(invoice, t) : [],
      amount: yuan(invoiceableFen),
      canAsk: !isLive && invoiceableFen > 0,
    });
  },

  onBuyer(event) {
    this.setData({ buyer: event.currentTarget.dataset.buyer });
  },

  onTitle(event) {
    this.setData({ title: event.detail.value });
  },

  onTaxNumber(event) {
    this.setData({ taxNumber: event.detail.value });
  },

  onEmail(event) {
    this.setData({ email: event.detail.value });
  },

  onAsk() {
    const { buyer, title, taxNumber, email, busy, t } = this.data;
    if (busy) return;
    if (!title.trim() || (buyer === 'company' && !taxNumber.trim())) {
      say(title.trim() ? t.needNumber : t.needTitle);
      return;
    }
    const wish = { buyer, title: title.trim() };
    if (buyer === 'company') wish.taxNumber = taxNumber.trim();
    if (email.trim()) wish.email = email.trim();
    const ask = () => afterSaleApi.askInvoice(this.orderId, wish);
    this.change(() => subscriptions.ask(['invoiceIssued']).then(ask), t.asked);
  },

  onWithdraw() {
    const { t } = this.data;
    confirm(t.withdrawAsk, t.withdraw, t.keep).then((yes) => {
      if (yes) this.change(() => afterSaleApi.withdrawInvoice(this.orderId), '');
    });
  },

  change(ask, words) {
    this.setData({ busy: true });
    ask().then(
      () => {
        this.setData({ busy: false });
        if (words) say(words);
        this.refresh();
      },
      (error) => {
        this.setData({ busy: false });
        say(error.message);
      },
    );
  },

  onCopy() {
    wx.setClipboardData({ data: this.data.invoice.link });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function factsOf(invoice, t) {
  return [
    { name: t.buyer, value: t.buyerNames[invoice.buyer] },
    { name: t.titleName, value: invoice.title },
    invoice.taxNumber && { name: t.taxNumber, value: invoice.taxNumber },
    invoice.email && { name: t.email, value: invoice.email },
    { name: t.amount, value: `¥${yuan(invoice.amountFen)}` },
    invoice.number && { name: t.number, value: invoice.number },
    invoice.declinedReason && { name: t.declinedReason, value: invoice.declinedReason },
    invoice.redDueFen > 0 && { name: t.redDue, value: `¥${yuan(invoice.redDueFen)}` },
    { name: t.time, value: localTime(invoice.decidedAt || invoice.createdAt) },
  ].filter(Boolean);
}
