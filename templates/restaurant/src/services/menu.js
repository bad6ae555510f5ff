const api = require('./dining-api');
const { priceRange, saleOf, saleShare } = require('./sale-price');

let current = null;

/** Reads the whole menu anew. @returns {Promise<object>} see `menuOf` */
function load() {
  return api.menu().then((document) => {
    current = menuOf(document);
    return current;
  });
}

/** The menu at hand, else the newest. */
function ready() {
  return current ? Promise.resolve(current) : load();
}

/** The document with dishes and groups found by their ids. */
function menuOf({ categories, modifierGroups }) {
  const groups = {};
  modifierGroups.forEach((group) => {
    groups[group.id] = group;
  });
  const dishes = {};
  categories.forEach((category) => category.dishes.forEach((dish) => (dishes[dish.id] = dish)));
  const groupsOf = (dish) => dish.groupIds.map((id) => groups[id]).filter(Boolean);
  return {
    categories,
    dish: (id) => dishes[id] || null,
    groupsOf,
    /** Whether there is anything to choose, so that a tap on + must ask. */
    hasChoice: (dish) => dish.skus.length > 1 || dish.groupIds.length > 0,
    lineNow: (line) => lineNow(line, dishes[line.dishId], groupsOf),
  };
}

/** A cart's line at today's price and words; null when it cannot be ordered any more. */
function lineNow(line, dish, groupsOf) {
  const sku = dish && dish.skus.find((candidate) => candidate.id === line.skuId);
  if (!sku || sku.stock < 1) return null;
  const groups = groupsOf(dish);
  const chosen = chosenOf(groups, line.modifierIds);
  if (chosen.length < line.modifierIds.length || chosen.some(({ soldOut }) => soldOut) || wanting(groups, line.modifierIds))
    return null;
  return lineOf(dish, sku, groups, line.modifierIds, Math.min(line.quantity, sku.stock), line.key);
}

/** What a dish costs now: `{fen, compareAtFen, from, sale}`; `from` when there are dearer choices. */
function priceOf(dish) {
  const { lowFen, highFen, compareAtFen, sale } = priceRange(dish.skus);
  // Without a portion that can be had there is nothing to reckon with.
  if (dish.skus.length === 0) return { fen: dish.priceFen, compareAtFen: 0, from: false, sale: null };
  return { fen: lowFen, compareAtFen: sale ? compareAtFen : dish.compareAtPriceFen || 0, from: highFen > lowFen, sale };
}

/** A line for the cart; more than `saleMost` of its SKU are all at the usual price. */
function lineOf(dish, sku, groups, modifierIds, quantity, key) {
  const chosen = chosenOf(groups, modifierIds);
  const extrasFen = chosen.reduce((sum, { priceFen }) => sum + priceFen, 0);
  const sale = saleOf(sku);
  return {
    key: key || '',
    dishId: dish.id,
    skuId: sku.id,
    modifierIds,
    quantity,
    title: dish.title,
    words: sku.optionValues.concat(chosen.map(({ name }) => name)).join(' / '),
    imageUrl: dish.imageUrl || '',
    priceFen: (sale ? sale.priceFen : sku.priceFen) + extrasFen,
    usualFen: sku.priceFen + extrasFen,
    saleFen: sale ? sale.priceFen + extrasFen : 0,
    saleMost: sale ? saleShare(sale) : 0,
  };
}

function chosenOf(groups, modifierIds) {
  return groups.reduce(
    (chosen, group) => chosen.concat(group.modifiers.filter(({ id }) => modifierIds.indexOf(id) >= 0)),
    [],
  );
}

/** The first group in which too few are chosen, or null. */
function wanting(groups, modifierIds) {
  return groups.find((group) => chosenOf([group], modifierIds).length < group.minChoices) || null;
}

module.exports = { load, ready, priceOf, lineOf, chosenOf, wanting };
