const { recorded } = require('../../recorded');

Page({
  data: {
    log: '',
    items: [
      { value: 'a' },
      { value: 'b', checked: true },
      { value: 'c', checked: true, color: '#d8483b' },
      { value: 'd', disabled: true },
      { value: 'e', disabled: true, checked: true },
    ],
  },
  ...recorded,
});
