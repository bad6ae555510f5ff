/** How a search is sorted and narrowed; what is empty does not narrow. */
const none = { sort: 'relevance', categoryId: '', inStock: '' };

const SORTS = ['relevance', 'newest', 'priceAsc', 'priceDesc'];

/** The orders there are, as `{value, label}`. */
function sortsIn(t) {
  return SORTS.map((value) => ({ value, label: t.sorts[value] }));
}

/** What chips can narrow the search to: the categories that were found in, when there are several or one is chosen. */
function categoryChips(facets, chosen) {
  const found = (facets && facets.categories) || [];
  return found.length > 1 || chosen ? found : [];
}

function isNarrowed(filters) {
  return Boolean(filters.categoryId || filters.inStock);
}

module.exports = { none, sortsIn, categoryChips, isNarrowed };
