module.exports = {
  category: {
    all: '全部',
    position: '综合',
    newest: '新品',
    price: '价格',
    empty: '这个分类还没有商品',
    search: '搜索商品',
    priceAsc: '价格从低到高',
    priceDesc: '价格从高到低',
    categories: '商品分类',
  },
};
