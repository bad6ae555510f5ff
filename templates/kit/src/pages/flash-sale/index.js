const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { shownItem } = require('../../services/flash-item');
const navigation = require('../../services/navigation');
const { act, showFault } = require('../../services/page-state');
const serverTime = require('../../services/server-time');
const { fill } = require('../../i18n/index');

/** The sales that run and those to come, each with its time. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', sales: [] },

  onLoad() {
    dress(this, 'flashSale', true);
  },

  onShow() {
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    return { title: this.data.t.title, path: navigation.page('flash-sale') };
  },

  refresh() {
    return api.flashSales().then(
      ({ items }) => {
        const sales = items.filter((sale) => sale.items.length > 0).map((sale) => this.shown(sale));
        this.setData({ sales, state: sales.length > 0 ? 'ready' : 'empty', message: this.data.t.empty });
      },
      (error) => showFault(this, error),
    );
  },

  shown(sale) {
    const { t } = this.data;
    const waiting = Date.parse(sale.startsAt) > serverTime.now();
    return {
      id: sale.id,
      title: sale.title,
      waiting,
      until: waiting ? sale.startsAt : sale.endsAt,
      items: sale.items.map((item) =>
        Object.assign(shownItem(item, t), {
          options: item.optionValues.join(' / '),
          share: item.perShopper ? fill(t.perShopper, { count: item.perShopper }) : '',
        }),
      ),
    };
  },

  onOver() {
    this.refresh();
  },

  onProduct(event) {
    navigation.openProduct(event.currentTarget.dataset.id);
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
