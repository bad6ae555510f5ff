/**
 * Paths of pages by what they show. A page stands in the folder of its name; `elsewhere` names those that do not.
 *
 * Every shop has `browse`, where a shopper with nothing to show is sent, and `paid`, where a paid order is shown: the home page and
 * `pay-result` unless `elsewhere` says otherwise.
 *
 * @param {string[]} names
 * @param {Object<string, string>} [elsewhere] name → path
 */
function pathsOf(names, elsewhere) {
  const paths = { browse: pathOf('home'), paid: pathOf('pay-result') };
  names.forEach((name) => {
    paths[name] = pathOf(name);
  });
  return Object.assign(paths, elsewhere);
}

function pathOf(name) {
  return `/pages/${name}/index`;
}

module.exports = { pathsOf };
