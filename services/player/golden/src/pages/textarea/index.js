const { recorded } = require('../../recorded');

Page({
  data: { log: '', value: 'one line' },
  ...recorded,
  lines({ detail }) {
    this.note(`linechange ${detail.lineCount}`);
  },
  typed({ detail }) {
    this.setData({ value: detail.value });
  },
});
