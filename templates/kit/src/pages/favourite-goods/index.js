const { dress } = require('../../services/appearance');
const { plainYuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { blankList, pagedList } = require('../../services/paged-list');
const personal = require('../../services/personal-api');
const { fill, texts } = require('../../i18n/index');

/** The goods a shopper has kept, and what has become cheaper since. */
Page({
  data: Object.assign({ t: {}, themeStyle: '' }, blankList),

  onLoad() {
    this.list = pagedList(this, personal.favourites, shown);
  },

  /** Back from a product its heart may be empty. */
  onShow() {
    dress(this, 'favouriteGoods', true);
    this.list.restart(this.data.listState === 'ready');
  },

  onPullDownRefresh() {
    this.list.restart(true).then(() => wx.stopPullDownRefresh());
  },

  onReachBottom() {
    this.list.more();
  },

  onMore() {
    this.list.more();
  },

  onDrop(event) {
    const { id } = event.currentTarget.dataset;
    personal.drop(id).then(
      () => {
        const items = this.data.items.filter((item) => item.id !== id);
        this.setData({ items, listState: items.length > 0 ? 'ready' : 'empty' });
        say(this.data.t.dropped);
      },
      (error) => say(error.message),
    );
  },

  onAct() {
    if (this.data.listState === 'empty') navigation.open('browse');
    else this.list.restart();
  },
});

function shown(product) {
  const cheaper = product.cheaperByFen > 0 ? fill(texts('favouriteGoods').cheaper, { amount: plainYuan(product.cheaperByFen) }) : '';
  return { id: product.id, product, cheaper };
}
