const afterSaleApi = require('../../services/after-sale-api');
const { dress } = require('../../services/appearance');
const { localTime } = require('../../services/dates');
const { yuan } = require('../../services/money');
const navigation = require('../../services/navigation');
const { act, showFault } = require('../../services/page-state');
const storefront = require('../../services/storefront');

/** An order on paper: to be shown, or kept as a picture of the screen. */
Page({
  data: { t: {}, themeStyle: '', state: 'loading', message: '', shop: '', receipt: {}, lines: [], amounts: [], tenders: [] },

  onLoad(query) {
    dress(this, 'receipt', true);
    this.orderId = query.id || '';
    storefront
      .ready()
      .then(() => {
        const { brand } = storefront.settings();
        dress(this, 'receipt', true);
        this.setData({ shop: (brand && brand.name) || '' });
      })
      .catch(() => {
        // The receipt stands without the name of the shop.
      });
    this.refresh();
  },

  refresh() {
    return afterSaleApi
      .receipt(this.orderId)
      .then((receipt) => this.show(receipt))
      .catch((error) => showFault(this, error));
  },

  show(receipt) {
    const { t } = this.data;
    this.setData({
      state: 'ready',
      receipt: { number: receipt.number, time: localTime(receipt.paidAt || receipt.createdAt), total: yuan(receipt.totalFen) },
      lines: receipt.lines.map((line, index) => ({
        key: index,
        title: line.title,
        options: line.optionValues.concat(line.extras).join(' / '),
        price: `¥${yuan(line.priceFen)} ×${line.quantity}`,
        total: yuan(line.totalFen),
      })),
      amounts: amountsOf(receipt, t),
      tenders: tendersOf(receipt, t),
    });
  },

  onAct() {
    act(this, navigation.openHome);
  },
});

function amountsOf(receipt, t) {
  const reductions = receipt.adjustments.filter(({ amountFen }) => amountFen < 0);
  return [
    { name: t.subtotal, value: yuan(receipt.subtotalFen) },
    receipt.packingFen > 0 && { name: t.packing, value: yuan(receipt.packingFen) },
    receipt.shippingFen > 0 && { name: t.shipping, value: yuan(receipt.shippingFen) },
    receipt.discountFen > 0 && {
      name: reductions.map(({ title }) => title).filter(Boolean).join(t.comma) || t.discount,
      value: `-${yuan(receipt.discountFen)}`,
    },
  ].filter(Boolean);
}

function tendersOf({ tenders, pointsSpent, refundedFen }, t) {
  return tenders
    .map(({ kind, amountFen }) => ({ name: t.tenders[kind], value: `¥${yuan(amountFen)}` }))
    .concat(pointsSpent > 0 ? [{ name: t.points, value: String(pointsSpent) }] : [])
    .concat(refundedFen > 0 ? [{ name: t.refunded, value: `-¥${yuan(refundedFen)}` }] : []);
}
