const { texts, text } = require('../../i18n/index');
const { say } = require('../../services/notice');
const { priceRange, saleOf, saleShare } = require('../../services/sale-price');
const { chosenSku, choicesOf, initialChoice } = require('../../services/sku-choice');

const FEW = 10;

/**
 * The sheet in which a shopper chooses options and a quantity. Triggers `choose {skuId, label}` when the shopper
 * changed it (`skuId` is empty while it is incomplete), `confirm {skuId, quantity, purpose}` on a button, `close` when dismissed.
 */
Component({
  properties: {
    product: { type: Object, value: {} },
    visible: { type: Boolean, value: false },
    /** `cart`, `buy`, or `both` to offer the two buttons. */
    purpose: { type: String, value: 'both' },
    busy: { type: Boolean, value: false },
  },

  data: {
    t: texts('product'),
    choice: [],
    options: [],
    sku: null,
    range: {},
    quantity: 1,
    most: 1,
    imageUrl: '',
    stockText: '',
    saleText: '',
    price: {},
    wanting: '',
  },

  lifetimes: {
    attached() {
      this.setData({ t: texts('product') });
    },
  },

  observers: {
    product(product) {
      if (!product.skus) return;
      this.setData({ quantity: 1, range: priceRange(product.skus) });
      this.show(initialChoice(product));
    },
  },

  methods: {
    onOption(event) {
      const { name, value } = event.currentTarget.dataset;
      const index = this.data.product.options.findIndex((option) => option.name === name);
      const choice = this.data.choice.slice();
      choice[index] = choice[index] === value ? '' : value;
      const sku = this.show(choice);
      this.triggerEvent('choose', { skuId: sku ? sku.id : '', label: sku ? sku.optionValues.join(' / ') : '' });
    },

    /** Shows a choice and answers the SKU it names, if it is complete. */
    show(choice) {
      const { product } = this.data;
      const sku = chosenSku(product, choice);
      const most = sku ? Math.max(1, Math.min(sku.stock, 999)) : 999;
      const wanting = product.options.filter((option, index) => !choice[index]).map((option) => option.name);
      this.setData({
        choice,
        sku,
        most,
        options: choicesOf(product, choice),
        quantity: Math.min(this.data.quantity, most),
        imageUrl: (sku && sku.imageUrl) || product.images[0] || '',
        stockText: sku ? stockText(sku.stock) : '',
        wanting: wanting.join(' / '),
      });
      this.showPrice();
      return sku;
    },

    /** More than the sale has for one shopper is all at the usual price, and the sheet says so before anybody is asked to pay. */
    showPrice() {
      const { sku, quantity } = this.data;
      const sale = saleOf(sku);
      const holds = Boolean(sale) && quantity <= saleShare(sale);
      this.setData({ price: priceOf(sku, holds ? sale : null), saleText: sale ? saleText(sale, holds) : '' });
    },

    onQuantity(event) {
      this.setData({ quantity: Number(event.detail.value) });
      this.showPrice();
    },

    onConfirm(event) {
      const { sku, quantity, wanting, busy, t } = this.data;
      if (busy) return;
      if (!sku) {
        say(wanting ? text('product.pleaseChoose', { name: wanting }) : t.soldOut);
        return;
      }
      if (sku.stock < 1) {
        say(t.soldOut);
        return;
      }
      this.triggerEvent('confirm', { skuId: sku.id, quantity, purpose: event.currentTarget.dataset.purpose });
    },

    onVisible(event) {
      if (!event.detail.visible) this.onClose();
    },

    onClose() {
      this.triggerEvent('close');
    },
  },
});

function priceOf(sku, sale) {
  if (!sku) return {};
  return sale
    ? { fen: sale.priceFen, compareAtFen: sku.priceFen }
    : { fen: sku.priceFen, compareAtFen: sku.compareAtPriceFen || 0 };
}

function saleText(sale, holds) {
  if (!holds) return text('product.saleExceeded', { count: saleShare(sale) });
  const left = text('product.saleLeft', { count: sale.remaining });
  return sale.perShopper ? `${text('product.perShopper', { count: sale.perShopper })} · ${left}` : left;
}

function stockText(stock) {
  if (stock < 1) return text('product.soldOut');
  return text(stock < FEW ? 'product.few' : 'product.stock', { count: stock });
}
