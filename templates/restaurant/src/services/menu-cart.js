const { appId } = require('./config');

/** Kept on the phone: adding a dish must be as quick as a finger, and looking at a menu logs nobody in. */
const KEY = `menu-cart:${appId}`;
const MOST = 99;

let lines = wx.getStorageSync(KEY) || [];
const watchers = [];

/** @returns {object[]} lines as {key, dishId, skuId, modifierIds, quantity, title, words, imageUrl, priceFen, usualFen} */
function contents() {
  return lines;
}

/** One dish more, or fewer; a line without any goes. @param {object} line as in `contents`, its quantity is added */
function add(line, quantity) {
  const key = keyOf(line);
  const found = lines.find((other) => other.key === key);
  const wanted = Math.min(MOST, (found ? found.quantity : 0) + quantity);
  if (found) lines = lines.map((other) => (other === found ? Object.assign({}, other, { quantity: wanted }) : other));
  else lines = lines.concat([Object.assign({}, line, { key, quantity: wanted })]);
  lines = lines.filter((other) => other.quantity > 0);
  changed();
}

function setQuantity(key, quantity) {
  const found = lines.find((line) => line.key === key);
  if (found) add(found, Math.min(MOST, quantity) - found.quantity);
}

function clear() {
  lines = [];
  changed();
}

/** @returns {{count: number, totalFen: number, byDish: object}} what lies in it, by the prices last seen */
function summary() {
  const byDish = {};
  let count = 0;
  let totalFen = 0;
  lines.forEach((line) => {
    byDish[line.dishId] = (byDish[line.dishId] || 0) + line.quantity;
    count += line.quantity;
    totalFen += line.quantity * line.priceFen;
  });
  return { count, totalFen, byDish };
}

/** As the runtime takes them. */
function orderLines() {
  return lines.map(({ skuId, quantity, modifierIds }) =>
    modifierIds.length > 0 ? { skuId, quantity, modifierIds } : { skuId, quantity },
  );
}

/**
 * Brings what was chosen yesterday up to today's menu: new prices, and without what is no longer offered.
 * @returns {number} how many lines had to go
 */
function refresh(menu) {
  const before = lines.length;
  lines = lines.map((line) => menu.lineNow(line)).filter(Boolean);
  changed();
  return before - lines.length;
}

/** Calls back after every change. @returns {function} to be called when nobody looks any more */
function watch(callback) {
  watchers.push(callback);
  return () => watchers.splice(watchers.indexOf(callback), 1);
}

function keyOf({ skuId, modifierIds }) {
  return [skuId].concat(modifierIds.slice().sort()).join(' ');
}

/** At the sale's price while no more of the SKU lie in the cart than one guest has at it. */
function atPrice(line) {
  if (!line.saleFen) return line;
  const count = lines.reduce((sum, { skuId, quantity }) => (skuId === line.skuId ? sum + quantity : sum), 0);
  return Object.assign({}, line, { priceFen: count > line.saleMost ? line.usualFen : line.saleFen });
}

function changed() {
  lines = lines.map(atPrice);
  wx.setStorage({ key: KEY, data: lines });
  watchers.forEach((callback) => callback());
}

module.exports = { contents, add, setQuantity, clear, summary, orderLines, refresh, watch };
