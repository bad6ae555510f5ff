const diningApi = require('./dining-api');
const place = require('./dining-place');
const navigation = require('./navigation');
const { say } = require('./notice');
const { text } = require('../i18n/index');

/** The code on a table sits the guest down and opens the menu. */
module.exports = {
  prepare(found) {
    return diningApi.table(found.query.table).then((table) => Object.assign({}, found, { table }));
  },

  act({ table }) {
    if (table.state !== 'open') {
      say(text('menu.tableClosed'));
      return;
    }
    place.sitDown(table);
    navigation.open('menu', { kind: 'dineIn' });
  },
};
