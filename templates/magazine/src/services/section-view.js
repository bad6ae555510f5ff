const { leads } = require('./navigation');

/** Which component shows a section, by its type; several types may share one. */
const VIEWS = {
  bannerCarousel: 'banner',
  noticeBar: 'notice',
  image: 'image',
  imageHotspots: 'hotspots',
  productGrid: 'products',
  productRow: 'products',
  featuredProduct: 'featured',
  categoryEntrance: 'categories',
  couponStrip: 'coupons',
  flashSale: 'flashSale',
  groupBuy: 'groupBuys',
  luckyDraw: 'draw',
  richText: 'text',
  video: 'video',
  storeInfo: 'store',
  articleList: 'articles',
  authorStrip: 'authors',
  customerService: 'service',
  spacer: 'spacer',
  title: 'title',
};

/** Sections ready to be drawn, in order; one of a type this version does not know is left out. */
function drawn(sections) {
  return sections
    .filter((section) => VIEWS[section.type])
    .map((section) => Object.assign({ settings: {}, blocks: [] }, section, { view: VIEWS[section.type] }));
}

/** Settings of the blocks of one type, each with the block's id. */
function blocksOf(section, type) {
  return (section.blocks || [])
    .filter((block) => block.type === type)
    .map((block) => Object.assign({}, block.settings, { id: block.id, linked: leads((block.settings || {}).link) }));
}

module.exports = { drawn, blocksOf };
