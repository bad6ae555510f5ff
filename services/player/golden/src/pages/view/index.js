const { recorded } = require('../../recorded');

Page({
  data: { log: '' },
  ...recorded,
  touched({ type, touches, changedTouches }) {
    this.note(`${type} ${touches.length}/${changedTouches.length} ${typeof changedTouches[0].pageX}`);
  },
});
