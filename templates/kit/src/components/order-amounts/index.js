const { payableFen, sumRows, tenderRows } = require('../../services/price-story');
const { savedText } = require('../../services/savings');
const { texts } = require('../../i18n/index');

/** The sum of a quote or order: goods, packing, delivery, what lowers it and why, total, and how it is paid. */
Component({
  properties: { amounts: { type: Object, value: {} }, fetched: { type: Boolean, value: false } },

  data: { t: texts('common'), rows: [], tenders: [], payableFen: 0, saved: '' },

  lifetimes: {
    attached() {
      this.setData({ t: texts('common') });
    },
  },

  observers: {
    'amounts, fetched'(amounts, fetched) {
      this.setData({
        rows: sumRows(amounts, fetched),
        tenders: tenderRows(amounts),
        payableFen: payableFen(amounts),
        saved: savedText(amounts),
      });
    },
  },
});
