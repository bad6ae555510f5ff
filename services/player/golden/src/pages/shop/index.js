const { recorded } = require('../../recorded');

Page({
  data: { log: '', html: '<p class="price">12</p>' },
  ...recorded,
  scrolled() {
    if (!this.data.log.includes('scrolled')) this.note('scrolled');
  },
});
