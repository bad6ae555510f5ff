const { say } = require('./notice');
const { text } = require('../i18n/index');

/** What the code on a table does; a template whose guests order at the table lays its own over it. */
module.exports = {
  act({ query }) {
    say(text('scan.table', { table: query.table }));
  },
};
