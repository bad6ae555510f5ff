/** One line of goods in a checkout or order: picture, title, chosen options, price and quantity. */
Component({
  properties: { line: { type: Object, value: {} } },

  data: { options: '' },

  observers: {
    line(line) {
      this.setData({ options: (line.optionValues || []).join(' / ') });
    },
  },
});
