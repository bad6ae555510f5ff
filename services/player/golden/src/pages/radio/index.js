const { recorded } = require('../../recorded');

Page({
  data: { log: '', items: [{ value: 'a' }, { value: 'b', checked: true, color: '#8a4bd8' }, { value: 'c' }, { value: 'd', disabled: true }] },
  ...recorded,
});
