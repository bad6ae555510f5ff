const api = require('./api');
const session = require('./session');

/** Whether the shop has it now, or its shopper still has something of it. */
const OFFERED = {
  balance: () =>
    api.storedValue().then(({ enabled, cardFaces }) => enabled || cardFaces.length > 0 || hasBalance()),
};

function hasBalance() {
  if (!session.hasToken()) return false;
  return api.balance().then(({ balanceFen, bonusFen }) => balanceFen + bonusFen > 0);
}

/**
 * The entries that lead somewhere, in their order: those with `when` only after the runtime has said that there is something.
 * Without an answer they stay away.
 * @returns {Promise<object[]>}
 */
function offeredEntries(entries) {
  return Promise.all(
    entries.map((entry) =>
      entry.when
        ? OFFERED[entry.when]().then(
            (offered) => (offered ? entry : null),
            () => null,
          )
        : entry,
    ),
  ).then((found) => found.filter(Boolean));
}

module.exports = { offeredEntries };
