const { recorded } = require('../../recorded');

Page({
  data: { log: '', modes: ['scaleToFill', 'aspectFit', 'aspectFill', 'top', 'center', 'bottom right'] },
  ...recorded,
  failed({ type, detail }) {
    this.note(`${type} ${detail.errMsg}`);
  },
});
