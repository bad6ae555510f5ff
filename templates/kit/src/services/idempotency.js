const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/**
 * Keys for one checkout: the same order keeps its key, however often it is sent (double tap, lost answer, retry), so
 * the runtime places it once. Changed contents are another order and get another key.
 */
function orderKeys() {
  let sent = '';
  let key = '';
  return function keyFor(order) {
    const text = JSON.stringify(order);
    if (text !== sent) {
      sent = text;
      key = randomKey();
    }
    return key;
  };
}

function randomKey() {
  let key = '';
  for (let index = 0; index < LENGTH; index += 1) key += LETTERS.charAt(Math.floor(Math.random() * LETTERS.length));
  return key;
}

module.exports = { orderKeys };
