/** Arithmetic on `#rrggbb` colours after WCAG 2.1: contrast is measured, never guessed. */

/** @returns {number} relative luminance, 0 (black) to 1 (white) */
function luminance(colour) {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @returns {number} contrast ratio, 1 to 21 */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour with `share` (0 to 1) of the other mixed in. */
function mixed(colour, other, share) {
  const to = channels(other);
  const values = channels(colour).map((value, index) => Math.round(value * (1 - share) + to[index] * share));
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Words on a surface of this colour: white where it can be read, else ink, else black, one of which always can. */
function readableOn(colour) {
  return ['#ffffff', '#1f2421', '#000000'].find((words) => contrast(words, colour) >= 4.5) || '#000000';
}

/** The colour moved towards white or black, no further than needed to reach `ratio` on every one of the grounds. */
function legible(colour, grounds, ratio) {
  const enough = (tried) => grounds.every((ground) => contrast(tried, ground) >= ratio);
  const middle = grounds.reduce((sum, ground) => sum + luminance(ground), 0) / grounds.length;
  const goal = middle > 0.18 ? '#000000' : '#ffffff';
  for (let step = 0; step < 20; step += 1) {
    const tried = mixed(colour, goal, step / 20);
    if (enough(tried)) return tried;
  }
  return goal;
}

function channels(colour) {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

module.exports = { luminance, contrast, mixed, readableOn, legible };
