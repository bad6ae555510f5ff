const { recorded } = require('../../recorded');

Page({
  data: { log: '', items: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], into: '', top: 0, busy: false },
  ...recorded,
  across({ detail }) {
    this.setData({ left: detail.scrollLeft });
  },
  into() {
    this.setData({ into: 'item4' });
  },
  top() {
    this.setData({ top: 100 });
  },
  refresh() {
    this.note('refresh');
    this.setData({ busy: true });
    setTimeout(() => this.setData({ busy: false }), 300);
  },
});
