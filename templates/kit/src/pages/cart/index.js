const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const cart = require('../../services/cart');
const { untilFree } = require('../../services/delivery-terms');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { act } = require('../../services/page-state');
const { savedText } = require('../../services/savings');
const serverTime = require('../../services/server-time');
const storefront = require('../../services/storefront');
const { text } = require('../../i18n/index');

const FEW = 10;
/** Asked a moment after a sale's end, so that the answer is the one after it. */
const AFTER_SALE_MS = 600;
const LONGEST_WAIT_MS = 3600000;

/** The cart. The sum shown is of the chosen lines; what is due is quoted by the runtime at checkout. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    lines: [],
    chosenCount: 0,
    allChosen: false,
    totalFen: 0,
    saved: '',
    toFree: '',
  },

  onLoad() {
    /** SKUs the shopper unticked; anything new is ticked. */
    this.unticked = [];
    this.saving = Promise.resolve();
  },

  onShow() {
    dress(this, 'cart');
    cart.showBadge();
    this.refresh();
  },

  onHide() {
    clearTimeout(this.saleTimer);
  },

  onUnload() {
    clearTimeout(this.saleTimer);
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  refresh() {
    return cart
      .refresh()
      .then((answer) => this.show(answer))
      .catch((error) => {
        if (this.data.state === 'ready') say(error.message);
        else this.setData({ state: 'error', message: error.message });
      });
  },

  show(answer) {
    const lines = answer.lines.map((line) => {
      const buyable = line.available && line.stock > 0;
      const short = buyable && line.stock < line.quantity;
      return Object.assign({}, line, {
        buyable,
        most: Math.max(1, Math.min(line.stock, 999)),
        options: line.optionValues.join(' / '),
        chosen: buyable && !short && this.unticked.indexOf(line.skuId) < 0,
        warning: warningOf(line, buyable, short),
        sale: saleOf(line),
        notice: buyable ? noticeOf(line.notice) : '',
        fitting: buyable && line.notice ? line.notice.left : 0,
        fitText: line.notice ? text('cart.saleFit', { count: line.notice.left }) : '',
      });
    });
    this.setData({ state: lines.length > 0 ? 'ready' : 'empty', lines });
    this.sum();
    this.watchSales(answer.lines);
  },

  /** The first sale to end brings the cart up to date, while somebody looks at it. */
  watchSales(lines) {
    clearTimeout(this.saleTimer);
    const ends = lines.filter((line) => line.flashSale).map((line) => Date.parse(line.flashSale.endsAt));
    if (ends.length === 0) return;
    const wait = Math.min(...ends) - serverTime.now() + AFTER_SALE_MS;
    this.saleTimer = setTimeout(() => this.refresh(), Math.max(AFTER_SALE_MS, Math.min(wait, LONGEST_WAIT_MS)));
  },

  sum() {
    const chosen = this.data.lines.filter((line) => line.chosen);
    const choosable = this.data.lines.filter((line) => line.buyable);
    const totalFen = chosen.reduce((fen, line) => fen + line.priceFen * line.quantity, 0);
    this.setData({
      chosenCount: chosen.reduce((count, line) => count + line.quantity, 0),
      allChosen: choosable.length > 0 && chosen.length === choosable.length,
      totalFen,
      saved: savedText({ lines: chosen }),
      toFree: untilFree(storefront.settings().delivery, totalFen),
    });
  },

  onTick(event) {
    const { index } = event.currentTarget.dataset;
    const line = this.data.lines[index];
    if (!line.buyable) return;
    this.tick(line.skuId, !line.chosen);
    this.setData({ [`lines[${index}].chosen`]: !line.chosen });
    this.sum();
  },

  onTickAll() {
    const chosen = !this.data.allChosen;
    const lines = this.data.lines.map((line) => {
      if (line.buyable) this.tick(line.skuId, chosen);
      return Object.assign({}, line, { chosen: line.buyable && chosen });
    });
    this.setData({ lines });
    this.sum();
  },

  tick(skuId, chosen) {
    this.unticked = this.unticked.filter((id) => id !== skuId);
    if (!chosen) this.unticked.push(skuId);
  },

  onQuantity(event) {
    const { index } = event.currentTarget.dataset;
    const line = this.data.lines[index];
    const quantity = Number(event.detail.value);
    if (!line || !quantity || quantity === line.quantity) return;
    this.setData({ [`lines[${index}].quantity`]: quantity });
    this.sum();
    this.save(line.skuId, quantity);
  },

  /** As many as there are at the sale's price. */
  onFit(event) {
    const line = this.data.lines[event.currentTarget.dataset.index];
    if (line.fitting > 0) this.save(line.skuId, line.fitting);
  },

  onRemove(event) {
    const { t } = this.data;
    const line = this.data.lines[event.currentTarget.dataset.index];
    confirm(t.removeAsk, t.remove, t.cancel).then((yes) => {
      if (yes) this.save(line.skuId, 0);
    });
  },

  /** One change after the other, and only the last answer is shown: quick taps must not undo each other. */
  save(skuId, quantity) {
    this.changes = (this.changes || 0) + 1;
    const change = this.changes;
    this.saving = this.saving
      .then(() => cart.setQuantity(skuId, quantity))
      .then((answer) => {
        if (change === this.changes) this.show(answer);
      })
      .catch((error) => {
        say(error.message);
        return this.refresh();
      });
  },

  onCheckout() {
    const chosen = this.data.lines.filter((line) => line.chosen);
    if (chosen.length === 0) {
      say(this.data.t.chooseFirst);
      return;
    }
    this.saving.then(() => {
      basket.fill(
        chosen.map(({ skuId, quantity }) => ({ skuId, quantity })),
        true,
      );
      navigation.open('checkout');
    });
  },

  onProduct(event) {
    navigation.openProduct(this.data.lines[event.currentTarget.dataset.index].productId);
  },

  onBrowse() {
    navigation.openCategory('');
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function saleOf({ flashSale }) {
  if (!flashSale) return '';
  return flashSale.perShopper ? text('product.perShopper', { count: flashSale.perShopper }) : ' ';
}

/** Why the line costs the usual price. */
function noticeOf(notice) {
  if (!notice) return '';
  if (notice.code === 'flash_sale.over') return text('cart.saleOver');
  if (notice.left < 1) return text(notice.code === 'flash_sale.limit' ? 'cart.saleShareUsed' : 'cart.saleGone');
  return text('cart.saleExceeded', { count: notice.left });
}

function warningOf(line, buyable, short) {
  if (!buyable) return text(line.available ? 'product.soldOut' : 'cart.unavailable');
  if (short) return text('cart.short');
  return line.stock < FEW ? text('cart.few', { count: line.stock }) : '';
}
