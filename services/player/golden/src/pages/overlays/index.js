const { recorded } = require('../../recorded');

Page({
  data: { log: '', show: false },
  ...recorded,
  open() {
    this.setData({ show: true });
  },
});
