/** SHA-256 (FIPS 180-4) and HMAC (RFC 2104) for the phone, which has no crypto of its own. Bytes are arrays of 0…255. */

const BLOCK_BYTES = 64;
const DIGEST_WORDS = 8;

/** The first 32 bits behind the point of the square and cube roots of the first primes. */
const [START, ROUNDS] = constants();

function sha256(bytes) {
  const words = padded(bytes);
  const state = START.slice();
  const work = new Array(BLOCK_BYTES);
  for (let at = 0; at < words.length; at += 16) mix(state, words, at, work);
  return bytesOf(state);
}

function hmacSha256(key, message) {
  const short = key.length > BLOCK_BYTES ? sha256(key) : key;
  const block = Array.from({ length: BLOCK_BYTES }, (_, index) => short[index] || 0);
  const inner = sha256(block.map((byte) => byte ^ 0x36).concat(message));
  return sha256(block.map((byte) => byte ^ 0x5c).concat(inner));
}

function mix(state, words, at, work) {
  for (let i = 0; i < 16; i += 1) work[i] = words[at + i];
  for (let i = 16; i < 64; i += 1) {
    const early = work[i - 15];
    const late = work[i - 2];
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    work[i] = (work[i - 16] + s0 + work[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + work[i]) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = (state[index] + word) | 0;
  });
}

function turned(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/** As big-endian words: the bytes, a single 1 bit, noughts, and the length in bits. */
function padded(bytes) {
  const blocks = Math.floor((bytes.length + 8) / BLOCK_BYTES) + 1;
  const words = new Array(blocks * 16).fill(0);
  bytes.forEach((byte, index) => {
    words[index >> 2] |= byte << (24 - (index % 4) * 8);
  });
  words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000);
  words[words.length - 1] = (bytes.length << 3) | 0;
  return words;
}

function bytesOf(words) {
  const bytes = [];
  for (let i = 0; i < DIGEST_WORDS; i += 1) {
    bytes.push((words[i] >>> 24) & 255, (words[i] >>> 16) & 255, (words[i] >>> 8) & 255, words[i] & 255);
  }
  return bytes;
}

function constants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (value) => ((value - Math.floor(value)) * 0x100000000) | 0;
  return [primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))), primes.map((prime) => fraction(Math.cbrt(prime)))];
}

/** A text of ASCII, such as an id. */
function asciiBytes(text) {
  return Array.from(text, (letter) => letter.charCodeAt(0) & 255);
}

/** @returns {number[] | null} null for what is no even number of hexadecimal digits */
function hexBytes(hex) {
  if (!/^([0-9a-f]{2})*$/i.test(hex)) return null;
  return (hex.match(/../g) || []).map((pair) => parseInt(pair, 16));
}

function hexOf(bytes) {
  return bytes.map((byte) => (byte < 16 ? '0' : '') + byte.toString(16)).join('');
}

module.exports = { sha256, hmacSha256, asciiBytes, hexBytes, hexOf };
