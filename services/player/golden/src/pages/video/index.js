const { recorded } = require('../../recorded');

Page({
  data: { log: '' },
  ...recorded,
  failed({ type }) {
    this.note(type);
  },
});
