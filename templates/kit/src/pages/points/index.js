const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { blankList, pagedList } = require('../../services/paged-list');
const { entryView, membershipView } = require('../../services/points-view');
const { fill } = require('../../i18n/index');

/** Points, tier and signing in, what a tier brings, the rules in words, and every movement. */
Page({
  data: Object.assign({ t: {}, themeStyle: '', state: 'loading', view: {}, signing: false }, blankList),

  onLoad() {
    dress(this, 'points', true);
    this.list = pagedList(this, (cursor) => api.pointsEntries(cursor), entryView);
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  refresh() {
    return api.membership().then(
      (membership) => {
        this.setData({ state: 'ready', view: membershipView(membership) });
        return this.list.restart(this.data.listState === 'ready');
      },
      (error) => showFault(this, error),
    );
  },

  onSignIn() {
    if (this.data.signing) return;
    this.setData({ signing: true });
    api
      .signIn()
      .then(({ points }) => {
        const { t } = this.data;
        say(points > 0 ? fill(t.got, { points }) : t.gotPlain);
        return this.refresh();
      })
      .catch((error) => say(error.message))
      .then(() => this.setData({ signing: false }));
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
