const addressBook = require('../../services/address-book');
const drawApi = require('../../services/draw-api');
const { dress } = require('../../services/appearance');
const { rulesOf, shownEntry, shownPrizes } = require('../../services/draw-view');
const { drawLink, shownSharing } = require('../../services/draw-sharing');
const { keepPromise } = require('../../services/draw-promise');
const { orderKeys } = require('../../services/idempotency');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { act, showFault } = require('../../services/page-state');
const serverTime = require('../../services/server-time');
const { hasToken } = require('../../services/session');
const storefront = require('../../services/storefront');
const { fill, texts } = require('../../i18n/index');

/** A draw: what can be won with which odds, the tries, the results. Looking needs no log-in; trying does. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    draw: {},
    phase: 'running',
    until: '',
    fields: [],
    prizes: [],
    rules: [],
    tries: '',
    canTry: true,
    busy: false,
    playing: false,
    result: null,
    sharing: null,
    friend: '',
    helping: false,
    entries: [],
    addressing: 0,
    address: {},
    saving: false,
  },

  onLoad(query) {
    dress(this, 'draw', true);
    this.id = query.id || '';
    this.setData({ friend: query.share || '' });
    this.keyFor = orderKeys();
    this.tried = 0;
  },

  onShow() {
    if (!this.data.busy) this.refresh();
  },

  onPullDownRefresh() {
    this.refresh().then(() => wx.stopPullDownRefresh());
  },

  onShareAppMessage() {
    const { draw, t } = this.data;
    return { title: draw.title || t.title, path: drawLink(navigation.page('draw'), this.id, this.share) };
  },

  refresh() {
    return this.found().then(
      (draw) => {
        if (!draw) {
          this.setData({ state: 'empty', message: this.data.t.empty });
          return null;
        }
        this.id = draw.id;
        this.show(draw);
        return this.showOwn();
      },
      (error) => showFault(this, error),
    );
  },

  /** Without an id it is the one that runs, else the next, else the last. */
  found() {
    return this.id ? drawApi.draw(this.id) : drawApi.draws().then(({ items }) => items[0] || null);
  },

  show(draw) {
    const { t } = this.data;
    const now = serverTime.now();
    const phase = Date.parse(draw.endsAt) <= now ? 'over' : Date.parse(draw.startsAt) > now ? 'planned' : 'running';
    const prizes = shownPrizes(draw.prizes, t);
    const brand = storefront.settings().brand || {};
    const change = { state: 'ready', draw, phase, prizes, rules: rulesOf(draw, t, brand.name) };
    // The wheel is dealt anew only when its fields are others: it would jump back otherwise.
    if (JSON.stringify(prizes.map(({ title }) => title)) !== this.dealt) {
      this.dealt = JSON.stringify(prizes.map(({ title }) => title));
      change.fields = prizes.map(({ position, title }) => ({ position, title }));
    }
    change.until = phase === 'planned' ? draw.startsAt : draw.endsAt;
    if (!hasToken()) change.tries = fill(t.triesLeft, { count: draw.triesDaily || draw.triesTotal });
    this.setData(change);
  },

  showOwn() {
    if (!hasToken()) return null;
    return drawApi.drawTries(this.id).then(
      (own) => this.take(own),
      (error) => say(error.message),
    );
  },

  take({ triesLeft, triesLeftToday, share, entries }) {
    const { t } = this.data;
    const left = triesLeftToday === null ? triesLeft : Math.min(triesLeft, triesLeftToday);
    const today = triesLeftToday !== null && triesLeft > triesLeftToday;
    const words = left > 0 ? fill(t.triesLeft, { count: left }) : today ? t.noTriesToday : t.noTries;
    this.share = share;
    this.setData({
      tries: words,
      canTry: left > 0,
      sharing: shownSharing(share, t),
      entries: entries.map((entry) => shownEntry(entry, t)),
    });
  },

  /** A tap whose answer was lost is repeated with its key: it is the same try. */
  onTry() {
    const { busy, canTry, phase, draw } = this.data;
    if (busy || !canTry || phase !== 'running') return;
    this.setData({ busy: true, result: null });
    drawApi.enterDraw(this.id, this.keyFor({ id: this.id, tried: this.tried })).then(
      (entry) => {
        this.tried += 1;
        this.entry = entry;
        keepPromise(draw);
        const { position, title, kind } = entry.prize;
        this.setData({ playing: true });
        this.selectComponent('#look').play({ position, title, won: kind !== 'thanks' });
      },
      (error) => {
        // Refused for good: the next tap is another try. Without an answer it stays the same.
        if (error.status > 0 && error.status < 500) this.tried += 1;
        say(error.message);
        this.setData({ busy: false });
        this.refresh();
      },
    );
  },

  /** For whoever wants no motion, or cannot see it. */
  onSkip() {
    this.selectComponent('#look').skip();
  },

  onRest() {
    this.setData({ busy: false, playing: false, result: shownEntry(this.entry, this.data.t) });
    this.refresh();
  },

  /** Came through a friend's link; a tap brings the friend tries, and nobody has to. */
  onHelp() {
    const { friend, helping, t } = this.data;
    if (helping) return;
    this.setData({ helping: true });
    drawApi.helpInDraw(this.id, friend).then(
      () => {
        this.setData({ helping: false, friend: '' });
        say(t.helped);
        this.refresh();
      },
      (error) => {
        // Refused for good: there is nothing to tap again.
        this.setData({ helping: false, friend: error.status >= 400 && error.status < 500 ? '' : friend });
        say(error.message);
      },
    );
  },

  onWallet() {
    navigation.open('coupons', { tab: 'held' });
  },

  onProof() {
    navigation.open('draw-proof', { id: this.id });
  },

  onAddress(event) {
    this.setData({ addressing: Number(event.currentTarget.dataset.number), address: addressBook.lastAddress() });
  },

  onAddressVisible(event) {
    if (!event.detail.visible) this.setData({ addressing: 0 });
  },

  onAddressChange(event) {
    this.setData({ address: event.detail.address });
  },

  onSaveAddress() {
    const { address, addressing, saving, t } = this.data;
    if (saving) return;
    const missing = addressBook.missingField(address);
    if (missing) {
      say(texts('checkout')[`fill${missing.charAt(0).toUpperCase()}${missing.slice(1)}`]);
      return;
    }
    this.setData({ saving: true });
    drawApi.setPrizeAddress(this.id, addressing, addressBook.orderAddress(address)).then(
      () => {
        addressBook.keepAddress(address);
        this.setData({ saving: false, addressing: 0, result: null });
        say(t.addressSaved);
        this.refresh();
      },
      (error) => {
        this.setData({ saving: false });
        say(error.message);
      },
    );
  },

  onOver() {
    if (!this.data.busy) this.refresh();
  },

  onAct() {
    act(this, navigation.openHome);
  },
});
