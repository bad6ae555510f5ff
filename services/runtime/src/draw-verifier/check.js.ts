/** The rules of a draw, computed by the browser's own SHA-256 and HMAC. */
export const checkScript = String.raw`
const WHOLE_PPM = 1000000;
// 4,294 times a million is the largest multiple of a million that 32 bits hold.
const FAIR_BELOW = 4294000000;
const TOGETHER = 250;
const MOST_FAULTS = 20;

export async function sha256(bytes) {
  return hexOf(await crypto.subtle.digest('SHA-256', bytes));
}

export function hexBytes(hex) {
  if (!/^[0-9a-f]{64}$/.test(hex)) return null;
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

export function hexOf(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function importSeed(bytes) {
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/** The message, its HMAC and the roll of an entry. */
export async function rollOf(key, drawId, number) {
  for (let round = 0; ; round += 1) {
    const message = drawId.toLowerCase() + ':' + number + (round === 0 ? '' : ':' + round);
    const digest = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message));
    const view = new DataView(digest);
    for (let at = 0; at < digest.byteLength; at += 4) {
      const word = view.getUint32(at);
      if (word < FAIR_BELOW) return { message, digest: hexOf(digest), roll: word % WHOLE_PPM };
    }
  }
}

/** The first prize has the rolls from 0 up to its odds, the next those behind them. */
export function prizeAt(roll, prizes) {
  let upTo = 0;
  return prizes.find(({ oddsPpm }) => (upTo += oddsPpm) > roll) ?? null;
}

/**
 * Takes a draw's entries page by page and says what does not hold.
 * @param draw as published; its prizes are put in the order of their positions
 */
export async function openCheck(draw, proof) {
  const prizes = [...draw.prizes].sort((one, other) => one.position - other.position);
  const thanks = prizes.filter(({ kind }) => kind === 'thanks');
  const awarded = new Map(prizes.map(({ position }) => [position, 0]));
  const seed = hexBytes(proof.seed ?? '');
  const key = seed && (await importSeed(seed));
  const faults = [];
  const counts = { seed: 0, odds: 0, number: 0, roll: 0, prize: 0, total: 0 };
  let checked = 0;
  let last = 0;
  const blame = (step, kind, number = 0) => {
    counts[step] += 1;
    if (faults.length < MOST_FAULTS) faults.push({ kind, number });
  };

  if (!seed || (await sha256(seed)) !== draw.seedHash || proof.seedHash !== draw.seedHash) blame('seed', 'seed');
  if (prizes.reduce((sum, { oddsPpm }) => sum + oddsPpm, 0) !== WHOLE_PPM || thanks.length !== 1) blame('odds', 'odds');

  async function take(entries) {
    for (let from = 0; from < entries.length; from += TOGETHER) {
      const some = entries.slice(from, from + TOGETHER);
      const rolls = key ? await Promise.all(some.map(({ number }) => rollOf(key, draw.id, number))) : [];
      some.forEach((entry, index) => judge(entry, rolls[index]?.roll));
    }
  }

  function judge({ number, roll, rolled, prize }, own) {
    checked += 1;
    if (number !== last + 1) blame('number', 'number', number);
    last = number;
    if (own !== roll) blame('roll', 'roll', number);
    const expected = prizeAt(own ?? roll, prizes);
    if (expected?.position !== rolled) blame('prize', 'rolled', number);
    const isGone = expected && expected.count !== null && awarded.get(expected.position) >= expected.count;
    const got = isGone ? thanks[0] : expected;
    if (got?.position !== prize) blame('prize', 'prize', number);
    awarded.set(prize, (awarded.get(prize) ?? 0) + 1);
  }

  /** Counts published beside the odds, against what the entries got. */
  function close() {
    if (checked !== proof.entries || checked !== draw.entries) blame('total', 'missing', proof.entries);
    for (const { position, count, left } of prizes)
      if (count !== null && (awarded.get(position) > count || count - left !== awarded.get(position)))
        blame('total', 'awarded', position);
  }

  return { key, prizes, awarded, faults, counts, take, close, checked: () => checked };
}
`;
