/** Which SKU an option choice means. A choice is an array parallel to `product.options`, '' where still open. */

/** The SKU a complete choice names, or null. */
function chosenSku(product, choice) {
  if (choice.some((value) => !value)) return null;
  return product.skus.find((sku) => matches(sku, choice)) || null;
}

/** Options for display; a value is available when some SKU in stock has it together with the other chosen values. */
function choicesOf(product, choice) {
  return product.options.map((option, index) => ({
    name: option.name,
    values: option.values.map((value) => {
      const tried = choice.map((chosen, place) => (place === index ? value : chosen));
      return {
        value,
        chosen: choice[index] === value,
        available: product.skus.some((sku) => sku.stock > 0 && matches(sku, tried)),
      };
    }),
  }));
}

/** Options with one value are chosen already; a product with a single SKU needs no choice at all. */
function initialChoice(product) {
  if (product.skus.length === 1) return product.skus[0].optionValues.slice();
  return product.options.map((option) => (option.values.length === 1 ? option.values[0] : ''));
}

function matches(sku, choice) {
  return choice.every((value, index) => !value || sku.optionValues[index] === value);
}

module.exports = { chosenSku, choicesOf, initialChoice };
