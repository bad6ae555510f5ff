const { recorded } = require('../../recorded');

Page({
  data: { log: '', limit: 100 },
  ...recorded,
  limit() {
    this.setData({ limit: 40 });
  },
  told(detail) {
    this.note(`told ${JSON.stringify(detail)}`);
  },
});
