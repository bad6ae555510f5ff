const { text } = require('../i18n/index');

/** Where a guest sits, as `大堂 8 号桌`; a name that is more than a number stands as it is. */
function tableWords({ area, name }) {
  const words = /^[0-9A-Z-]{1,4}$/.test(name) ? text('order.tableNumber', { name }) : name;
  return [area, words].filter(Boolean).join(' ');
}

module.exports = { tableWords };
