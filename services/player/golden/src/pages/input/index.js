const { recorded } = require('../../recorded');

Page({
  data: { log: '', value: '', model: 'both' },
  ...recorded,
  typed({ detail }) {
    this.setData({ value: detail.value.toUpperCase() });
  },
});
