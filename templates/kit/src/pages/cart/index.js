const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const cart = require('../../services/cart');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { text } = require('../../i18n/index');

const FEW = 10;

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
      });
    });
    this.setData({ state: lines.length > 0 ? 'ready' : 'empty', lines });
    this.sum();
  },

  sum() {
    const chosen = this.data.lines.filter((line) => line.chosen);
    const choosable = this.data.lines.filter((line) => line.buyable);
    this.setData({
      chosenCount: chosen.reduce((count, line) => count + line.quantity, 0),
      allChosen: choosable.length > 0 && chosen.length === choosable.length,
      totalFen: chosen.reduce((fen, line) => fen + line.priceFen * line.quantity, 0),
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

  onAct() {
    if (this.data.state === 'empty') {
      navigation.openHome();
      return;
    }
    this.setData({ state: 'loading' });
    this.refresh();
  },
});

function warningOf(line, buyable, short) {
  if (!buyable) return text(line.available ? 'product.soldOut' : 'cart.unavailable');
  if (short) return text('cart.short');
  return line.stock < FEW ? text('cart.few', { count: line.stock }) : '';
}
