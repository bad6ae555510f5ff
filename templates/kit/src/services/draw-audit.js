const drawApi = require('./draw-api');
const { drawCheck } = require('./draw-check');

/** As many as even a slow phone recomputes between two frames. */
const ENTRIES_A_STEP = 20;

/**
 * Fetches a draw's proof page by page and recomputes it, so that the phone relies on nobody's word.
 *
 * @param draw as published
 * @param first the proof's first page, with its seed
 * @param {function(number)} progress how many were checked so far
 * @returns {Promise<{checked: number, faults: {kind: string, number: number}[], entries: object[]}>}
 */
function auditDraw(draw, first, progress) {
  const checking = drawCheck(draw, first.seed);
  const entries = [];

  const takePage = ({ items, nextCursor }) =>
    takeFrom(items, 0).then(() => (nextCursor ? drawApi.drawProof(draw.id, nextCursor).then(takePage) : null));

  const takeFrom = (items, at) => {
    items.slice(at, at + ENTRIES_A_STEP).forEach((entry) => {
      checking.take(entry);
      entries.push(entry);
    });
    progress(checking.checked());
    return at + ENTRIES_A_STEP >= items.length ? Promise.resolve() : rest().then(() => takeFrom(items, at + ENTRIES_A_STEP));
  };

  return takePage(first).then(() => {
    const faults = checking.faults();
    if (entries.length !== first.entries) faults.push({ kind: 'missing', number: first.entries });
    return { checked: checking.checked(), faults, entries };
  });
}

/** Lets the screen show how far it is. */
function rest() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Own entries that are not in the proof as they were answered. */
function missingFrom(entries, own) {
  return own.filter(({ number, roll, prize }) => {
    const told = entries[number - 1];
    return !told || told.roll !== roll || told.prize !== prize.position;
  });
}

module.exports = { auditDraw, missingFrom };
