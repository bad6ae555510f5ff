/** An order's lines with a key each: one dish may stand in several lines, with other extras in each. */
function keyed(lines) {
  return (lines || []).map((line, index) => Object.assign({ key: String(index) }, line));
}

module.exports = { keyed };
