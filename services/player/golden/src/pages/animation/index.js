const { recorded } = require('../../recorded');

Page({
  data: { log: '' },
  ...recorded,
  move() {
    const animation = wx.createAnimation({ duration: 60, timingFunction: 'ease' });
    animation.translateX(100).rotate(90).opacity(0.5).step();
    animation.scale(0.5).backgroundColor('#8a4bd8').step({ duration: 30 });
    this.setData({ moved: animation.export() });
  },
  frames() {
    this.animate('#framed', [{ offset: 0, translateX: 0 }, { offset: 1, translateX: 150, opacity: 0.5 }], 60, () => this.note('framed'));
  },
  clear() {
    this.clearAnimation('#framed', () => this.note('cleared'));
  },
  ended({ type }) {
    this.note(type);
  },
});
