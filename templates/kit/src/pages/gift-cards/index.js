const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const { orderKeys } = require('../../services/idempotency');
const { payMoneyOrder } = require('../../services/money-order');
const { plainYuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { confirm, say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const { cardView } = require('../../services/wallet-view');
const { fill, texts } = require('../../i18n/index');

/** Cards: one's own code into the balance, and cards for others. A friend's link brings the code along. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    code: '',
    faces: [],
    cards: [],
    busy: '',
    /** The code that is to be handed on now, and its card. */
    handing: null,
  },

  onLoad(query) {
    dress(this, 'giftCards', true);
    this.keyFor = orderKeys();
    this.setData({ code: query.code ? decodeURIComponent(query.code) : '' });
    this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    const { handing, t } = this.data;
    if (!handing) return { title: t.title, path: navigation.page('home') };
    return {
      title: fill(t.shareTitle, { amount: handing.face }),
      path: `${navigation.page('gift-cards')}?code=${encodeURIComponent(handing.code)}`,
    };
  },

  refresh() {
    return Promise.all([api.storedValue(), api.boughtCards()]).then(
      ([{ cardFaces }, { items }]) =>
        this.setData({
          state: 'ready',
          faces: cardFaces.map((fen) => ({ fen, face: plainYuan(fen) })),
          cards: items.map(cardView),
        }),
      (error) => showFault(this, error),
    );
  },

  onCode(event) {
    this.setData({ code: event.detail.value });
  },

  onRedeem() {
    const { code, t } = this.data;
    if (code.trim().length < 4) {
      say(t.enter);
      return;
    }
    this.do('redeem', () =>
      api.redeemCard(code.trim()).then(({ addedFen }) => {
        say(fill(t.redeemed, { amount: plainYuan(addedFen) }));
        this.setData({ code: '' });
        navigation.back('balance');
      }),
    );
  },

  onBuy(event) {
    const { fen } = event.currentTarget.dataset;
    const { t } = this.data;
    this.do(`buy-${fen}`, () =>
      api
        .buyCard(fen, this.keyFor({ fen }))
        .then(({ orderId }) => payMoneyOrder(orderId))
        .then((outcome) => {
          this.keyFor = orderKeys();
          if (outcome === 'cancelled') return undefined;
          say(outcome === 'paid' ? t.bought : t.waiting);
          return this.refresh();
        }),
    );
  },

  /** Another code makes the one before void: who has handed one on is asked first. */
  onHandOn(event) {
    const { id } = event.currentTarget.dataset;
    const { t } = this.data;
    const card = this.data.cards.find((one) => one.id === id);
    const common = texts('common');
    const agreed = card.tail ? confirm(t.anew, common.confirm, common.cancel) : Promise.resolve(true);
    agreed.then((yes) => {
      if (!yes) return;
      this.do(`code-${id}`, () =>
        api.cardCode(id).then(({ code }) => {
          this.setData({ handing: { code, face: card.face } });
          return this.refresh();
        }),
      );
    });
  },

  onCopy() {
    wx.setClipboardData({ data: this.data.handing.code });
  },

  onHanded() {
    this.setData({ handing: null });
  },

  do(name, work) {
    if (this.data.busy) return;
    this.setData({ busy: name });
    work()
      .catch((error) => say(error.message))
      .then(() => this.setData({ busy: '' }));
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
