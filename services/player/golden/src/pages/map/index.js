const { recorded } = require('../../recorded');

Page({
  data: {
    log: '',
    markers: [
      { id: 7, latitude: 31.2304, longitude: 121.4737, callout: { content: 'Shop', display: 'ALWAYS' } },
      { id: 8, latitude: 31.2314, longitude: 121.4757, iconPath: '/pictures/quad.png', width: 30, height: 30 },
      { id: 9, latitude: null, longitude: 'x' },
    ],
  },
  ...recorded,
  tapped({ detail }) {
    this.note(`tap ${detail.latitude.toFixed(3)} ${detail.longitude.toFixed(3)}`);
  },
});
