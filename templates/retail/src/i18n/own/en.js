module.exports = {
  category: {
    all: 'All',
    position: 'Featured',
    newest: 'New',
    price: 'Price',
    empty: 'No products in this category',
    search: 'Search',
    priceAsc: 'Price, low first',
    priceDesc: 'Price, high first',
    categories: 'Categories',
  },
};
