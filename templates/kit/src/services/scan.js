const api = require('./api');
const navigation = require('./navigation');
const { say } = require('./notice');
const { text } = require('../i18n/index');

/** What the shopper scanned last, at a table, in a store or on a coupon: goes with the visit, not with the shopper. */
let place = {};
let asked = null;

/** Asks at launch where the code leads, so that the answer is there when the first page is. */
function foresee(query) {
  const code = navigation.codeOf(query || {});
  if (!code || (asked && asked.code === code)) return asked ? asked.answer : null;
  const answer = api.code(code);
  answer.catch(() => {
    // Whoever follows it tells the shopper; nobody may be there to follow.
  });
  asked = { code, answer };
  return answer;
}

/** Opens the page a scanned code leads to; a code that is unknown or switched off leaves the shopper where they are. */
function follow(query) {
  const answer = foresee(query);
  if (!answer) return Promise.resolve(false);
  asked = null;
  return answer.then(
    ({ page, query: found }) => {
      place = {
        table: found.table || place.table || '',
        store: found.store || place.store || '',
        coupon: found.coupon || place.coupon || '',
      };
      if (page === 'product' && found.productId) navigation.openProduct(found.productId);
      else if (found.coupon) say(text('scan.coupon', { coupon: found.coupon }));
      else if (found.table) say(text('scan.table', { table: found.table }));
      return true;
    },
    (error) => {
      say(error.status === 404 ? text('scan.unknown') : error.message);
      return false;
    },
  );
}

/** Table, store and coupon of this visit, empty texts when none was scanned. */
function visited() {
  return place;
}

module.exports = { foresee, follow, visited };
