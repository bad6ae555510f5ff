const blankList = { items: [], listState: 'loading', message: '', loadingMore: false, moreFailed: false, done: false };

/**
 * Fetches a list page by page into a page instance: `items`, `listState` (`loading`, `ready`, `empty`, `error`),
 * `message`, `loadingMore`, `moreFailed` and `done` of its data. Answers to an outdated question are dropped, so
 * quick changes of filter cannot mix lists. `blankList` is what the page's data begins with.
 *
 * @param target the page instance
 * @param {(cursor: string|undefined) => Promise<{items: object[], nextCursor: string|null}>} fetchPage
 * @param {(item: object) => object} [shown] what the page keeps of an item
 */
function pagedList(target, fetchPage, shown) {
  const view = shown || ((item) => item);
  let asked = 0;
  let cursor = null;
  let busy = false;

  /** Starts from the first page. `quiet` leaves the old items on the screen meanwhile. */
  function restart(quiet) {
    asked += 1;
    cursor = null;
    if (!quiet) target.setData({ listState: 'loading', items: [] });
    return load(asked, true);
  }

  /** Starts anew with another filter, kept in the page's data; the one that is chosen already changes nothing. */
  function choose(key, value) {
    if (target.data[key] === value) return;
    target.setData({ [key]: value });
    restart();
  }

  function more() {
    if (busy || !cursor) return Promise.resolve();
    target.setData({ loadingMore: true, moreFailed: false });
    return load(asked, false);
  }

  function load(question, first) {
    busy = true;
    return fetchPage(first ? undefined : cursor)
      .then((page) => {
        if (question !== asked) return;
        busy = false;
        cursor = page.nextCursor;
        const items = (first ? [] : target.data.items).concat(page.items.map(view));
        const listState = items.length > 0 ? 'ready' : 'empty';
        target.setData({ items, listState, loadingMore: false, moreFailed: false, done: !cursor });
      })
      .catch((error) => {
        if (question !== asked) return;
        busy = false;
        if (first) target.setData({ listState: 'error', message: error.message });
        else target.setData({ loadingMore: false, moreFailed: true });
      });
  }

  return { restart, choose, more };
}

module.exports = { pagedList, blankList };
