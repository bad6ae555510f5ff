Page({
  data: { size: '20px' },
  grow() {
    this.setData({ size: '40px' });
  },
});
