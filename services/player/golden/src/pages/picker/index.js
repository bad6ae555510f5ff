const { recorded } = require('../../recorded');

Page({
  data: {
    log: '',
    range: ['one', 'two', 'three'],
    objects: [{ name: 'first' }, { name: 'second' }],
    columns: [['a', 'b'], ['a1', 'a2', 'a3']],
    region: ['广东省', '广州市', '海珠区'],
  },
  ...recorded,
  turned({ detail }) {
    this.note(`columnchange ${JSON.stringify(detail)}`);
    if (detail.column === 0) this.setData({ 'columns[1]': detail.value === 0 ? ['a1', 'a2', 'a3'] : ['b1'] });
  },
});
