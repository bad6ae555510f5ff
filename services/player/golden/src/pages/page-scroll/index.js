const { recorded } = require('../../recorded');

Page({
  data: { log: '', items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  ...recorded,
  onPageScroll({ scrollTop }) {
    this.scrolled = scrollTop;
  },
  onReachBottom() {
    this.note(`bottom ${this.scrolled > 0}`);
  },
  onPullDownRefresh() {
    this.note('refresh');
    setTimeout(() => wx.stopPullDownRefresh(), 300);
  },
});
