const { fill } = require('../i18n/index');

/** What a flash sale says of an article: how much is left, and the share that is sold. `t` has `gone` and `remaining`. */
function shownItem(item, t) {
  const gone = item.remaining === 0;
  return Object.assign({}, item, {
    gone,
    soldPercent: item.total > 0 ? Math.round(((item.total - item.remaining) / item.total) * 100) : 0,
    left: gone ? t.gone : fill(t.remaining, { count: item.remaining }),
  });
}

module.exports = { shownItem };
