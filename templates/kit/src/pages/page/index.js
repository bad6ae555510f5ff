const { dress } = require('../../services/appearance');
const navigation = require('../../services/navigation');
const { act } = require('../../services/page-state');
const { currentPage, loadPage } = require('../../services/pages');

/** A page the merchant composed: about us, terms, a campaign. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', title: '', sections: [] },

  onLoad(query) {
    dress(this, 'page');
    this.pageId = decodeURIComponent(query.id || '');
    const known = currentPage(this.pageId);
    if (known) this.show(known);
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    return { title: this.data.title, path: `${navigation.page('page')}?id=${encodeURIComponent(this.pageId)}` };
  },

  refresh() {
    return loadPage(this.pageId)
      .then((page) => this.show(page))
      .catch((error) => {
        if (error.status === 404) this.setData({ state: 'empty', message: this.data.t.missing });
        else if (this.data.state !== 'ready') this.setData({ state: 'error', message: error.message });
      });
  },

  show({ title, sections }) {
    wx.setNavigationBarTitle({ title });
    this.setData({ title, sections, state: sections.length > 0 ? 'ready' : 'empty', message: this.data.t.empty });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
