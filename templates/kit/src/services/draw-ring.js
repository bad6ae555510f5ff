/** Fields of a ring: those round a square of nine, or round one of sixteen when there are more than eight prizes. */
const SMALL = 3;
const LARGE = 4;
const MOST_IN_SMALL = 8;
const ROUNDS = 3;

/**
 * Prizes round a ring, clockwise from the top left; fewer than there are fields come round again.
 * @param prizes `{position, title}` in the published order
 * @returns fields `{place, position, title, style}`; none without prizes
 */
function ringOf(prizes) {
  if (prizes.length === 0) return [];
  const side = prizes.length > MOST_IN_SMALL ? LARGE : SMALL;
  const part = 100 / side;
  return cellsOf(side).map(([row, column], place) => {
    const { position, title } = prizes[place % prizes.length];
    return { place, position, title, style: `top: ${row * part}%; left: ${column * part}%; width: ${part}%; height: ${part}%` };
  });
}

/** Rows and columns of a square's border, clockwise. */
function cellsOf(side) {
  const last = side - 1;
  const along = Array.from({ length: last }, (_, index) => index);
  return [].concat(
    along.map((index) => [0, index]),
    along.map((index) => [index, last]),
    along.map((index) => [last, last - index]),
    along.map((index) => [last - index, 0]),
  );
}

/** Places the light passes from where it is: some rounds, then on to a field of that prize. */
function stepsTo(fields, position, from) {
  const target = fields.findIndex((field) => field.position === position);
  const start = from < 0 ? fields.length - 1 : from;
  const forward = (((target - start) % fields.length) + fields.length) % fields.length;
  const count = ROUNDS * fields.length + forward;
  return Array.from({ length: count }, (_, index) => (start + index + 1) % fields.length);
}

module.exports = { ringOf, stepsTo };
