/** One line of goods in a checkout or order: picture, title, chosen options and extras, price and quantity. */
Component({
  properties: { line: { type: Object, value: {} } },

  data: { options: '' },

  observers: {
    line(line) {
      const extras = (line.modifiers || []).map(({ name }) => name);
      this.setData({ options: (line.optionValues || []).concat(extras).join(' / ') });
    },
  },
});
