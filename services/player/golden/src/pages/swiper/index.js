const { recorded } = require('../../recorded');

Page({
  data: { log: '', items: [0, 1, 2], current: 0, circular: true, auto: false },
  ...recorded,
  next() {
    this.setData({ current: this.data.current + 1 });
  },
  start() {
    this.setData({ auto: true });
  },
});
