const { appId } = require('./config');

/*
 * The hash a shopper saw when trying stays on the phone: the proof is held against it, so that nobody can show another one later.
 */

const keyOf = (drawId) => `draw:${appId}:${drawId}`;

function keepPromise({ id, seedHash }) {
  if (!promised(id)) wx.setStorage({ key: keyOf(id), data: seedHash });
}

/** @returns {string} the hash seen at the first try on this phone, or an empty string */
function promised(drawId) {
  return wx.getStorageSync(keyOf(drawId)) || '';
}

module.exports = { keepPromise, promised };
