const { recorded } = require('../../recorded');

Page({
  data: { log: '', run: false },
  ...recorded,
  run() {
    this.setData({ run: true });
  },
});
