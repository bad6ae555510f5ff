const { asciiBytes, hexBytes, hexOf, hmacSha256, sha256 } = require('./sha256');

const WHOLE_PPM = 1000000;
/** The largest multiple of a million that 32 bits hold: words from here on up would favour small rolls. */
const FAIR_BELOW = 4294000000;

/**
 * Recomputes a draw entry by entry from its seed, as the rules published with it say: whoever runs the shop cannot have
 * chosen who won. Feed it the entries in order, then ask for the verdict.
 *
 * @param draw `{id, seedHash, prizes: [{position, kind, oddsPpm, count}]}` as published
 * @param {string} seed hex
 */
function drawCheck(draw, seed) {
  const key = hexBytes(seed) || [];
  const prizes = draw.prizes.slice().sort((one, other) => one.position - other.position);
  const thanks = prizes.find(({ kind }) => kind === 'thanks');
  const awarded = {};
  const faults = [];
  let checked = 0;

  if (key.length !== 32 || hexOf(sha256(key)) !== draw.seedHash) faults.push({ kind: 'seed', number: 0 });
  if (prizes.reduce((sum, { oddsPpm }) => sum + oddsPpm, 0) !== WHOLE_PPM) faults.push({ kind: 'odds', number: 0 });

  /** @param entry `{number, roll, rolled, prize}` of the proof */
  function take(entry) {
    checked += 1;
    const { number } = entry;
    if (number !== checked) faults.push({ kind: 'number', number });
    const roll = rollOf(key, draw.id, number);
    if (roll !== entry.roll) faults.push({ kind: 'roll', number });
    const rolled = prizeAt(roll, prizes);
    if (!rolled || rolled.position !== entry.rolled) faults.push({ kind: 'rolled', number });
    const isGone = rolled && rolled.count !== null && (awarded[rolled.position] || 0) >= rolled.count;
    const got = isGone ? thanks : rolled;
    if (!got || got.position !== entry.prize) faults.push({ kind: 'prize', number });
    if (got) awarded[got.position] = (awarded[got.position] || 0) + 1;
  }

  return { take, checked: () => checked, faults: () => faults.slice(), awarded: () => Object.assign({}, awarded) };
}

/**
 * HMAC-SHA256(seed, "<drawId>:<number>") read as eight big-endian 32-bit words: the first below 4,294,000,000 modulo
 * 1,000,000. When there is none, the message is rolled again with ":1" behind it, then ":2" …
 */
function rollOf(key, drawId, number) {
  const message = `${drawId.toLowerCase()}:${number}`;
  for (let round = 0; ; round += 1) {
    const digest = hmacSha256(key, asciiBytes(round === 0 ? message : `${message}:${round}`));
    for (let at = 0; at < digest.length; at += 4) {
      const word = digest[at] * 0x1000000 + digest[at + 1] * 0x10000 + digest[at + 2] * 0x100 + digest[at + 3];
      if (word < FAIR_BELOW) return word % WHOLE_PPM;
    }
  }
}

/** The first prize has the rolls from 0 up to its odds, the next those behind them. */
function prizeAt(roll, prizes) {
  let upTo = 0;
  return prizes.find(({ oddsPpm }) => {
    upTo += oddsPpm;
    return roll < upTo;
  });
}

module.exports = { drawCheck, rollOf, prizeAt };
