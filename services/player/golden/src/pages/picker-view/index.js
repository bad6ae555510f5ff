const { recorded } = require('../../recorded');

Page({
  data: { log: '', value: [2, 1], hours: [8, 9, 10, 11, 12, 13], minutes: ['00', '15', '30', '45'] },
  ...recorded,
  turned({ detail }) {
    this.note(`change ${JSON.stringify(detail)}`);
  },
  set() {
    this.setData({ value: [5, 3] });
  },
});
