const { request } = require('./request');

const kept = {};

/** A page composed by the merchant, as last seen in this visit, or null. */
function currentPage(id) {
  return kept[id] || null;
}

/** @returns {Promise<{id: string, title: string, sections: object[]}>} refused with status 404 when there is no such page */
function loadPage(id) {
  return request({ path: `/pages/${encodeURIComponent(id)}` }).then(({ data }) => {
    kept[id] = data;
    return data;
  });
}

module.exports = { currentPage, loadPage };
