const api = require('./api');
const actions = require('./code-actions');
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
  const answer = api.code(code).then((found) => {
    const { prepare } = actions[found.kind] || {};
    return prepare ? prepare(found) : found;
  });
  answer.catch(() => {
    // Whoever follows it tells the shopper; nobody may be there to follow.
  });
  asked = { code, answer };
  return answer;
}

/** Does what a scanned code is for; one that is unknown or switched off leaves the shopper where they are. */
function follow(query) {
  const answer = foresee(query);
  if (!answer) return Promise.resolve(false);
  asked = null;
  return answer.then(
    (found) => {
      const { table, store, coupon } = found.query;
      place = { table: table || place.table || '', store: store || place.store || '', coupon: coupon || place.coupon || '' };
      const { act } = actions[found.kind] || {};
      if (act) act(found);
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
