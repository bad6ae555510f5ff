const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { act, showFault } = require('../../services/page-state');
const { blankList, pagedList } = require('../../services/paged-list');
const { entryView } = require('../../services/wallet-view');
const { fill } = require('../../i18n/index');

/** What the shopper has with the shop, ways to more, and every movement. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', state: 'loading', message: '', total: '', parts: '', offer: {} }, blankList),

  onLoad() {
    dress(this, 'balance', true);
    this.list = pagedList(this, (cursor) => api.balanceEntries(cursor), entryView);
  },

  /** Coming back from a top-up there is more. */
  onShow() {
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  refresh() {
    return Promise.all([api.balance(), api.storedValue()]).then(
      ([{ balanceFen, bonusFen }, offer]) => {
        const { t } = this.data;
        this.setData({
          state: 'ready',
          total: yuan(balanceFen + bonusFen),
          parts: bonusFen > 0 ? fill(t.parts, { paid: yuan(balanceFen), bonus: yuan(bonusFen) }) : '',
          offer,
        });
        return this.list.restart(this.data.listState === 'ready');
      },
      (error) => showFault(this, error),
    );
  },

  onTopUp() {
    navigation.open('top-up');
  },

  onCards() {
    navigation.open('gift-cards');
  },

  onEntry(event) {
    const { order } = event.currentTarget.dataset;
    if (order) navigation.openOrder(order);
  },

  onMore() {
    this.list.more();
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
