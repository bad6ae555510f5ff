const api = require('./api');
const diningApi = require('./dining-api');
const place = require('./dining-place');
const navigation = require('./navigation');
const { say } = require('./notice');
const { text } = require('../i18n/index');

let visit = { table: '', store: '', coupon: '' };
let asked = null;

/** Asks at launch where the code leads, so that the answer is there when the first page is. */
function foresee(query) {
  const code = navigation.codeOf(query || {});
  if (!code || (asked && asked.code === code)) return asked ? asked.answer : null;
  const answer = api.code(code).then(withTable);
  answer.catch(() => {
    // Whoever follows it tells the guest; nobody may be there to follow.
  });
  asked = { code, answer };
  return answer;
}

/** Sits the guest down at a table and opens the menu, or opens the dish; an unknown code leaves them where they are. */
function follow(query) {
  const answer = foresee(query);
  if (!answer) return Promise.resolve(false);
  asked = null;
  return answer.then(
    ({ page, query: found, table }) => {
      visit = { table: found.table || '', store: found.store || '', coupon: found.coupon || '' };
      if (table) sitDown(table);
      else if (page === 'product' && found.productId) navigation.openProduct(found.productId);
      else if (found.coupon) say(text('scan.coupon', { coupon: found.coupon }));
      return true;
    },
    (error) => {
      say(error.status === 404 ? text('scan.unknown') : error.message);
      return false;
    },
  );
}

/** Opens the camera for the code on the table. @returns {Promise<boolean>} whether it led somewhere */
function scanTable() {
  return new Promise((resolve) => {
    wx.scanCode({
      scanType: ['wxCode', 'qrCode'],
      success: ({ path, result }) => resolve(follow({ scene: sceneOf(path || result || '') })),
      fail: () => resolve(false),
    });
  });
}

/** Table, store and coupon of this visit, empty texts when none was scanned. */
function visited() {
  return visit;
}

function withTable(found) {
  const target = found.query && found.query.table;
  if (!target) return found;
  return diningApi.table(target).then((table) => Object.assign({}, found, { table }));
}

function sitDown(table) {
  if (table.state !== 'open') {
    say(text('menu.tableClosed'));
    return;
  }
  place.sitDown(table);
  navigation.open('menu', { kind: 'dineIn' });
}

/** WeChat answers a scanned code as `pages/home/index?scene=s%3DAb12Cd34`. */
function sceneOf(path) {
  const found = /[?&]scene=([^&]+)/.exec(path);
  return found ? found[1] : '';
}

module.exports = { foresee, follow, scanTable, visited };
