const api = require('../../services/api');
const { dress } = require('../../services/appearance');
const basket = require('../../services/checkout-basket');
const cart = require('../../services/cart');
const deliveryTerms = require('../../services/delivery-terms');
const { mediaUrl } = require('../../services/media');
const { plainYuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { say } = require('../../services/notice');
const { framed } = require('../../services/rich-text');
const { priceRange } = require('../../services/sale-price');
const { chosenSku, initialChoice } = require('../../services/sku-choice');
const storefront = require('../../services/storefront');
const { fill } = require('../../i18n/index');

/** A product; also the first page a shopper sees after scanning a code in the store, so it asks for nobody's name. */
Page({
  data: {
    t: {},
    themeStyle: '',
    state: 'loading',
    message: '',
    product: {},
    range: {},
    saleTerms: '',
    group: null,
    details: '',
    optionNames: '',
    soldOut: false,
    picture: 0,
    chosenLabel: '',
    sheet: false,
    purpose: 'both',
    busy: false,
    itemCount: 0,
    deliveryText: '',
    onlineService: false,
    first: false,
  },

  onLoad(query) {
    dress(this, 'product', true);
    this.productId = navigation.productIdOf(query);
    // Opened by a code or a shared card there is no page to go back to: offer the way into the shop.
    this.setData({ first: getCurrentPages().length === 1 });
    this.refresh();
    storefront
      .ready()
      .then(() => this.showShop())
      .catch(() => {
        // The product stands by itself; colours and delivery terms stay at their defaults.
      });
  },

  onShow() {
    this.setData({ itemCount: cart.count() });
  },

  onShareAppMessage() {
    const { product } = this.data;
    return {
      title: product.title,
      path: `${navigation.page('product')}?productId=${encodeURIComponent(this.productId)}`,
      imageUrl: product.images ? mediaUrl(product.images[0]) : '',
    };
  },

  refresh() {
    this.setData({ state: 'loading' });
    if (!this.productId) {
      this.setData({ state: 'empty', message: this.data.t.missing });
      return;
    }
    api
      .product(this.productId)
      .then((product) => this.showProduct(product))
      .catch((error) => {
        const missing = error.status === 404;
        this.setData({ state: missing ? 'empty' : 'error', message: missing ? this.data.t.missing : error.message });
      });
  },

  showProduct(product) {
    const before = this.chosen && product.skus.find(({ id }) => id === this.chosen);
    this.showPrice(product, before || chosenSku(product, initialChoice(product)));
    this.setData({
      state: 'ready',
      product,
      optionNames: product.options.map((option) => option.name).join(' / '),
      group: this.groupOf(product),
      details: framed(product.descriptionHtml),
      soldOut: product.skus.every((sku) => sku.stock < 1),
    });
  },

  /** What it costs for those who buy together; the lowest price when there are several. */
  groupOf({ groupBuy, skus }) {
    if (!groupBuy || !navigation.page('group-buy')) return null;
    const { t } = this.data;
    const words = skus.length > 1 ? t.groupFrom : t.groupPrice;
    return { id: groupBuy.id, words: fill(words, { size: groupBuy.size, price: plainYuan(groupBuy.priceFen) }) };
  },

  /** Of the chosen SKU; of all of them while none is chosen. */
  showPrice(product, sku) {
    const { t } = this.data;
    const range = priceRange(sku ? [sku] : product.skus);
    const { sale } = range;
    const terms = sale ? [fill(t.saleLeft, { count: sale.remaining })] : [];
    if (sale && sale.perShopper) terms.unshift(fill(t.perShopper, { count: sale.perShopper }));
    this.chosen = sku ? sku.id : '';
    this.setData({ range, saleTerms: terms.join(' · '), chosenLabel: sku ? sku.optionValues.join(' / ') : '' });
  },

  /** The usual price is back: told, since somebody may be about to buy. */
  onSaleOver() {
    say(this.data.t.saleOver);
    api.product(this.productId).then(
      (product) => this.showProduct(product),
      () => this.showProduct(this.data.product),
    );
  },

  showShop() {
    const settings = storefront.settings();
    dress(this, 'product', true);
    this.setData({
      deliveryText: deliveryTerms.summary(settings.delivery),
      onlineService: Boolean(settings.contact && settings.contact.onlineService),
    });
  },

  onGroup() {
    navigation.open('group-buy', { id: this.data.group.id });
  },

  onPicture(event) {
    this.setData({ picture: event.detail.current });
  },

  onPreview(event) {
    const urls = this.data.product.images.map(mediaUrl).filter(Boolean);
    if (urls.length > 0) wx.previewImage({ urls, current: urls[event.currentTarget.dataset.index] });
  },

  onOpenSheet(event) {
    this.setData({ sheet: true, purpose: event.currentTarget.dataset.purpose || 'both' });
  },

  onCloseSheet() {
    this.setData({ sheet: false });
  },

  onChoose(event) {
    const { product } = this.data;
    this.showPrice(
      product,
      product.skus.find(({ id }) => id === event.detail.skuId),
    );
  },

  onConfirm(event) {
    const { skuId, quantity, purpose } = event.detail;
    if (purpose === 'buy') this.buy(skuId, quantity);
    else this.addToCart(skuId, quantity);
  },

  addToCart(skuId, quantity) {
    if (this.data.busy) return;
    this.setData({ busy: true });
    cart
      .add(skuId, quantity)
      .then((answer) => {
        this.setData({ busy: false, sheet: false, itemCount: answer.itemCount });
        say(this.data.t.added);
      })
      .catch((error) => {
        this.setData({ busy: false });
        say(error.message);
      });
  },

  buy(skuId, quantity) {
    basket.fill([{ skuId, quantity }], false);
    this.setData({ sheet: false });
    navigation.open('checkout');
  },

  onHome() {
    navigation.openHome();
  },

  onCart() {
    navigation.open('cart');
  },

  onAct() {
    if (this.data.state === 'empty') this.onHome();
    else this.refresh();
  },
});
