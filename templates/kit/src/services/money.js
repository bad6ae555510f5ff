/** Integer fen as yuan with two decimals: 1990 → "19.90". No floating point on the way. */
function yuan(fen) {
  const amount = Math.abs(fen);
  const cents = String(amount % 100).padStart(2, '0');
  return `${fen < 0 ? '-' : ''}${Math.floor(amount / 100)}.${cents}`;
}

/** As {@link yuan}, but whole yuan without ".00", which reads better in a sentence. */
function plainYuan(fen) {
  return yuan(fen).replace(/\.00$/, '');
}

module.exports = { yuan, plainYuan };
