const { recorded } = require('../../recorded');

Page({
  data: { log: '' },
  ...recorded,
  onReady() {
    this.createSelectorQuery()
      .select('#canvas')
      .fields({ node: true, size: true })
      .exec(([{ node, width, height }]) => {
        node.width = width;
        node.height = height;
        const context = node.getContext('2d');
        context.fillStyle = '#3b7dd8';
        context.fillRect(10, 10, 100, 60);
        context.beginPath();
        context.arc(180, 60, 40, 0, Math.PI * 2);
        context.fillStyle = '#e2a33b';
        context.fill();
        const picture = node.createImage();
        picture.onload = () => {
          context.drawImage(picture, 230, 20, 60, 60);
          this.note(`drawn ${width} ${height}`);
        };
        picture.src = '/pictures/quad.png';
      });
  },
  touched({ touches }) {
    this.note(`touch ${Math.round(touches[0].x)} ${Math.round(touches[0].y)}`);
  },
});
