const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { savedFen } = require('../../services/savings');
const { fill } = require('../../i18n/index');

const QUESTIONS = 6;
const PAUSE_MS = 1500;

/** Says "paid" only when the runtime does; until then it asks a few times and then leaves the asking to the shopper. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '', outcome: 'pending', order: {}, saved: '', asking: false,
    /** The group still waits for others: inviting them comes first. */
    filling: false,
  },

  onLoad(query) {
    dress(this, 'payResult', true);
    this.orderId = query.id;
    this.ask(QUESTIONS);
  },

  onUnload() {
    clearTimeout(this.timer);
  },

  ask(times) {
    this.setData({ asking: true });
    api
      .syncPayment(this.orderId)
      .then((order) => {
        const outcome = order.state === 'pending' ? 'pending' : order.state === 'closed' ? 'unpaid' : 'paid';
        const again = outcome === 'pending' && times > 1;
        const fen = outcome === 'paid' ? savedFen(order) : 0;
        const saved = fen > 0 ? fill(this.data.t.savedHere, { amount: yuan(fen) }) : '';
        const filling = Boolean(order.groupBuy) && order.groupBuy.state === 'open';
        this.setData({ state: 'ready', order, outcome, filling, saved, asking: again });
        if (again) this.timer = setTimeout(() => this.ask(times - 1), PAUSE_MS);
      })
      .catch((error) => this.setData({ state: 'error', message: error.message, asking: false }));
  },

  onAgain() {
    if (!this.data.asking) this.ask(QUESTIONS);
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.ask(QUESTIONS);
  },

  onOrder() {
    wx.redirectTo({ url: `${navigation.page('order')}?id=${this.orderId}` });
  },

  onGroup() {
    const { groupBuyId, groupId } = this.data.order.groupBuy;
    wx.redirectTo({ url: `${navigation.page('group-buy')}?id=${groupBuyId}&group=${groupId}` });
  },

  onHome() {
    navigation.openHome();
  },
});
