const { dress } = require('../../services/appearance');
const diningApi = require('../../services/dining-api');
const place = require('../../services/dining-place');
const menus = require('../../services/menu');
const menuCart = require('../../services/menu-cart');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { openingWords } = require('../../services/opening');
const { scanTable } = require('../../services/table-scan');
const serverTime = require('../../services/server-time');
const { fill } = require('../../i18n/index');

const KINDS = ['dineIn', 'takeaway', 'local'];
const OFFER_AGE_MS = 60 * 1000;

/** The menu: categories at the left, dishes at the right, the cart under the thumb. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    kinds: [],
    kind: '',
    table: '',
    opening: '',
    isOpen: true,
    minimumFen: 0,
    blocked: '',
    categories: [],
    current: '',
    into: '',
    counts: {},
    sheet: false,
    dish: {},
    groups: [],
  },

  onLoad() {
    dress(this, 'menu');
    this.tops = [];
    this.unwatch = menuCart.watch(() => this.setData({ counts: menuCart.summary().byDish }));
    this.refresh();
  },

  onUnload() {
    this.unwatch();
  },

  onShow() {
    dress(this, 'menu');
    const handed = navigation.takeHanded('menu');
    if (handed && KINDS.indexOf(handed.kind) >= 0) place.choose(handed.kind);
    const categoryId = navigation.takeChosenCategory();
    if (categoryId) this.goTo(categoryId);
    if (this.data.state !== 'ready') return;
    this.showOffer();
    if (Date.now() - this.offeredAt > OFFER_AGE_MS) this.refreshOffer();
    if (handed && handed.kind === 'dineIn' && !place.table()) this.onScan();
  },

  onShareAppMessage() {
    return { title: this.data.t.share, path: navigation.page('menu') };
  },

  refresh() {
    return Promise.all([menus.load(), diningApi.offer()]).then(
      ([menu, offer]) => {
        this.offer = offer;
        this.offeredAt = Date.now();
        this.show(menu);
      },
      (error) => this.setData({ state: 'error', message: error.message }),
    );
  },

  refreshOffer() {
    diningApi.offer().then(
      (offer) => {
        this.offer = offer;
        this.offeredAt = Date.now();
        this.showOffer();
      },
      () => {
        // What was offered a minute ago will do; the runtime has the last word on every order.
      },
    );
  },

  show(menu) {
    this.menu = menu;
    const gone = menuCart.refresh(menu);
    this.setData({
      state: menu.categories.length > 0 ? 'ready' : 'empty',
      categories: menu.categories.map(({ id, name, dishes }) => ({
        id,
        name,
        dishes: dishes.map((dish) => dishRow(dish, menu, this.data.t)),
      })),
      current: this.data.current || (menu.categories[0] ? menu.categories[0].id : ''),
      counts: menuCart.summary().byDish,
    });
    this.showOffer();
    if (gone > 0) say(fill(this.data.t.gone, { count: gone }));
    wx.nextTick(() => this.measure());
    if (this.wanted) this.goTo(this.wanted);
  },

  /** The ways of eating that are offered, and what the chosen one asks for. */
  showOffer() {
    const { t } = this.data;
    const kinds = KINDS.filter((kind) => this.offer[kind].enabled);
    const chosen = kinds.indexOf(place.kind()) >= 0 ? place.kind() : kinds[0] || '';
    const terms = this.offer[chosen] || {};
    const canPlan = chosen !== 'dineIn' && (terms.times || []).length > 0;
    this.setData({
      kinds: kinds.map((kind) => ({ kind, name: t[kind] })),
      kind: chosen,
      table: place.tableName(),
      isOpen: this.offer.isOpen,
      opening: openingWords(this.offer, serverTime.now()),
      minimumFen: terms.minimumFen || 0,
      blocked: chosen && (this.offer.isOpen || canPlan) ? '' : t.closedNow,
    });
  },

  onKind(event) {
    const { kind } = event.currentTarget.dataset;
    place.choose(kind);
    this.showOffer();
    if (kind === 'dineIn' && !place.table()) this.onScan();
  },

  onScan() {
    scanTable().then(() => this.showOffer());
  },

  onSearch() {
    navigation.openSearch('');
  },

  onCategory(event) {
    this.goTo(event.currentTarget.dataset.id);
  },

  /** A category that was asked for before the menu was there waits for it. */
  goTo(id) {
    this.wanted = this.data.state === 'ready' ? '' : id;
    if (this.wanted) return;
    this.jumpedAt = Date.now();
    this.setData({ current: id, into: `c-${id}` });
  },

  /** Where each category begins, so that the rail can follow the thumb. */
  measure() {
    const query = wx.createSelectorQuery();
    query.select('#dishes').boundingClientRect();
    query.selectAll('.part').boundingClientRect();
    query.exec(([list, parts]) => {
      if (!list || !parts) return;
      this.tops = parts.map((part, index) => ({ id: this.data.categories[index].id, top: part.top - parts[0].top }));
    });
  },

  onScroll(event) {
    // A jump passes over other categories, which are not meant.
    if (Date.now() - (this.jumpedAt || 0) < 400) return;
    const top = event.detail.scrollTop + 8;
    const passed = this.tops.filter((part) => part.top <= top);
    const current = passed.length > 0 ? passed[passed.length - 1].id : this.data.current;
    if (current !== this.data.current) this.setData({ current });
  },

  onPlus(event) {
    const dish = this.menu.dish(event.currentTarget.dataset.id);
    if (!dish || dish.soldOut) return;
    if (this.menu.hasChoice(dish)) {
      this.openSheet(dish);
      return;
    }
    menuCart.add(menus.lineOf(dish, dish.skus[0], [], [], 1), 1);
    if (wx.vibrateShort) wx.vibrateShort({ type: 'light', fail() {} });
  },

  /** A dish with extras may lie in the cart in several ways: there the guest says which. */
  onMinus(event) {
    const { id } = event.currentTarget.dataset;
    const lines = menuCart.contents().filter((line) => line.dishId === id);
    if (lines.length === 1) menuCart.add(lines[0], -1);
    else say(this.data.t.minusInCart);
  },

  onDish(event) {
    navigation.openProduct(event.currentTarget.dataset.id);
  },

  openSheet(dish) {
    this.setData({ dish, groups: this.menu.groupsOf(dish), sheet: true });
  },

  onSheetAdd(event) {
    const { line, quantity } = event.detail;
    menuCart.add(line, quantity);
    this.setData({ sheet: false });
  },

  onSheetClose() {
    this.setData({ sheet: false });
  },

  onCheckout() {
    place.choose(this.data.kind);
    if (this.data.kind !== 'dineIn' || place.table()) {
      navigation.open('checkout');
      return;
    }
    scanTable().then((found) => {
      this.showOffer();
      if (!found || !place.table()) say(this.data.t.scanFirst);
    });
  },

  onAct() {
    this.setData({ state: 'loading' });
    this.refresh();
  },
});

function dishRow(dish, menu, t) {
  const { id, title, summary, imageUrl, soldOut, tags } = dish;
  const { fen, compareAtFen, from, sale } = menus.priceOf(dish);
  return {
    id,
    title,
    summary,
    imageUrl: imageUrl || '',
    priceFen: fen,
    compareAtFen,
    from,
    soldOut,
    tag: sale ? t.sale : tags[0] || '',
    choice: menu.hasChoice(dish),
  };
}
