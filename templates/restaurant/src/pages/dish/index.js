const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const place = require('../../services/dining-place');
const menus = require('../../services/menu');
const menuCart = require('../../services/menu-cart');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { beyond, framed } = require('../../services/rich-text');
const { fill } = require('../../i18n/index');

/** One dish: what it is, how it should be, and into the cart. A shared link opens here. */
Page({
  data: {
    t: {}, themeStyle: '', state: 'loading', message: '',
    dish: {},
    price: {},
    saleTerms: '',
    groups: [],
    details: '',
    line: null,
    wanting: '',
    sum: '',
  },

  onLoad(query) {
    dress(this, 'dish', true);
    this.dishId = navigation.productIdOf(query);
    this.refresh();
  },

  onShareAppMessage() {
    const { dish } = this.data;
    return { title: dish.title || '', path: `${navigation.page('product')}?productId=${this.dishId}` };
  },

  refresh() {
    return menus
      .ready()
      .then((menu) => {
        const dish = menu.dish(this.dishId);
        if (!dish) {
          this.setData({ state: 'empty', message: this.data.t.missing });
          return undefined;
        }
        const price = menus.priceOf(dish);
        this.setData({ state: 'ready', dish, price, saleTerms: this.termsOf(price.sale), groups: menu.groupsOf(dish) });
        wx.setNavigationBarTitle({ title: dish.title });
        return this.readDetails();
      })
      .catch((error) => this.setData({ state: 'error', message: error.message }));
  },

  /** The menu has one line about a dish; the kitchen's own words come from the catalogue. */
  readDetails() {
    return api.product(this.dishId).then(
      ({ descriptionHtml }) => this.setData({ details: framed(beyond(this.data.dish.summary, descriptionHtml)) }),
      () => {
        // The dish can be ordered without them.
      },
    );
  },

  /** Until when and for how many the price of a sale is. */
  termsOf(sale) {
    if (!sale) return '';
    const { t } = this.data;
    const terms = [fill(t.saleLeft, { count: sale.remaining })];
    if (sale.perShopper) terms.unshift(fill(t.perShopper, { count: sale.perShopper }));
    return terms.join(' · ');
  },

  onSaleOver() {
    this.refresh();
  },

  onChange(event) {
    const { line, wanting } = event.detail;
    this.setData({ line, wanting, sum: line ? yuan(line.priceFen) : '' });
  },

  onAdd() {
    const { line, wanting, dish, t } = this.data;
    if (!line) {
      say(wanting && !dish.soldOut ? fill(t.pleaseChoose, { name: wanting }) : t.soldOut);
      return;
    }
    menuCart.add(line, 1);
    say(t.added);
  },

  /** Who has said where they eat goes on to the sum; the menu asks the others. */
  onCheckout() {
    const kind = place.kind();
    const known = kind === 'dineIn' ? place.table() !== null : kind !== '';
    navigation.open(known ? 'checkout' : 'menu');
  },

  onAct() {
    if (this.data.state === 'empty') {
      navigation.open('menu');
      return;
    }
    this.setData({ state: 'loading' });
    this.refresh();
  },
});
