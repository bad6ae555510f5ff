const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const { joinableGroup, shownGroup } = require('../../services/group-view');
const { mediaUrl } = require('../../services/media');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const pageState = require('../../services/page-state');
const { hasToken } = require('../../services/session');
const { fill } = require('../../i18n/index');

/** An offer to buy together: one's own group or the one that was shared, those one can join, and a new one. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    offer: {},
    facts: '',
    articles: [],
    chosen: 0,
    quantity: 1,
    most: 1,
    group: null,
    mine: '',
    joined: false,
    opens: false,
    groups: [],
  },

  onLoad(query) {
    dress(this, 'groupBuy', true);
    this.offerId = query.id || '';
    this.groupId = query.group || '';
  },

  onShow() {
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    const { t, offer, group } = this.data;
    const query = `id=${encodeURIComponent(this.offerId)}`;
    return {
      title: fill(t.share, { title: offer.title, price: yuan(offer.priceFen || 0) }),
      path: `${navigation.page('group-buy')}?${query}${group ? `&group=${encodeURIComponent(group.id)}` : ''}`,
      imageUrl: mediaUrl(offer.imageUrl || ''),
    };
  },

  /** The offer, what the shopper has of it, and the group that is looked at: the one that was shared, or their own. */
  refresh() {
    return Promise.all([api.groupBuy(this.offerId), ownGroups()])
      .then(([offer, { items }]) => {
        const own = items.filter((place) => place.groupBuyId === offer.id && place.state === 'taken');
        const mine = own.find((place) => (this.groupId ? place.groupId === this.groupId : place.group.state === 'open'));
        const groupId = this.groupId || (mine ? mine.groupId : '');
        return (groupId ? api.group(groupId).catch(noGroup) : Promise.resolve(null)).then((group) =>
          this.show(offer, group, mine),
        );
      })
      .catch((error) => pageState.showFault(this, error));
  },

  show(offer, group, mine) {
    const { t } = this.data;
    const articles = offer.items.map((item) =>
      Object.assign({ label: item.optionValues.join(' / '), gone: item.stock < 1 }, item),
    );
    const first = articles.findIndex((article) => !article.gone);
    const kept = articles[this.data.chosen];
    const shown = group && shownGroup(group, t);
    const waiting = Boolean(shown) && shown.state === 'open';
    this.setData({
      state: 'ready',
      offer,
      articles,
      facts: fill(t.facts, { size: offer.size, hours: offer.hours }),
      chosen: kept && !kept.gone ? this.data.chosen : Math.max(0, first),
      most: offer.perShopper,
      group: shown,
      // Who waits for others, or may join them, is not led into a group of their own that nobody knows of.
      joined: waiting && Boolean(mine),
      opens: offer.isOpen && !(waiting && (mine || !shown.full)),
      mine: mine ? mine.orderId : '',
      groups: offer.groups.filter(({ id }) => !group || id !== group.id).map((one) => joinableGroup(one, t)),
    });
  },

  onChoose(event) {
    const { index } = event.currentTarget.dataset;
    if (!this.data.articles[index].gone) this.setData({ chosen: index });
  },

  onQuantity(event) {
    this.setData({ quantity: Number(event.detail.value) });
  },

  onOpen() {
    if (this.data.offer.isOpen) this.buy('');
  },

  onJoin(event) {
    this.buy(event.currentTarget.dataset.id);
  },

  buy(groupId) {
    const { articles, chosen, quantity, offer, t } = this.data;
    const article = articles[chosen];
    if (!article || article.gone) {
      say(t.soldOut);
      return;
    }
    basket.fill([{ skuId: article.skuId, quantity }], false, { groupBuyId: offer.id, groupId });
    // Whoever comes back from paying finds their own group.
    this.groupId = groupId;
    navigation.open('checkout');
  },

  onOrder() {
    navigation.openOrder(this.data.mine);
  },

  onAlone() {
    navigation.openProduct(this.data.offer.productId);
  },

  onOver() {
    this.refresh();
  },

  onAct() {
    pageState.act(this, navigation.openHome);
  },
});

/** Whoever only looks is not logged in, and in no group. */
function ownGroups() {
  return hasToken() ? api.ownGroups().catch(() => ({ items: [] })) : Promise.resolve({ items: [] });
}

/** One that is not there, or of which nobody has paid yet: the offer stands without it. */
function noGroup(error) {
  if (error.status === 404) return null;
  throw error;
}
