/** What the runtime answered, without its status and header. */
function body(answer) {
  return answer.then(({ data }) => data);
}

/** Leaves out empty values, so that a page can hand over its whole filter. */
function queryString(query) {
  const pairs = Object.keys(query || {})
    .filter((key) => query[key] !== undefined && query[key] !== null && query[key] !== '')
    .map((key) => `${key}=${encodeURIComponent(query[key])}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

module.exports = { body, queryString };
