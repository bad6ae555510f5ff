const { contrast, legible, mixed, readableOn } = require('./colours');

const TEXT = 4.5;
const SHAPE = 3;
const NEARLY = 3.4;
/** A dark page leaves room for cards that are a little lighter. */
const DEEP = 7;
const LIGHT = { surface: '#ffffff', ink: '#1f2421', ink2: '#5c635f', ink3: '#6a716d', depth: '#000000' };
const DARK = { page: '#121413', ink: '#eceeed', ink2: '#b9bebb', ink3: '#9aa09d', depth: '#ffffff' };
/** Mirrors the defaults of the theme's settings, for the moment before the first answer. */
const DEFAULTS = { primaryColor: '#1f6f54', priceColor: '#c8452d', backgroundColor: '#f6f5f2' };

/**
 * The colours of a shop: the merchant's own where they can be read, moved towards black or white where they cannot.
 * A page that the merchant made dark gets the dark set of inks, whatever the phone says.
 *
 * @param {object} theme the merchant's theme settings
 * @param {boolean} dark whether the phone asks for dark
 * @returns {object} colours by the name of their CSS variable without the dashes
 */
function paletteOf(theme, dark) {
  const chosen = Object.assign({}, DEFAULTS, theme);
  const base = dark || contrast(LIGHT.ink, chosen.backgroundColor) < TEXT ? DARK : LIGHT;
  const page = dark
    ? DARK.page
    : base === LIGHT
      ? chosen.backgroundColor
      : legible(chosen.backgroundColor, [DARK.ink], DEEP);
  const surface = base === LIGHT ? base.surface : mixed(page, '#ffffff', 0.06);
  const brand = base === DARK ? seenOn(surface, chosen.primaryColor) : whiteBearing(chosen.primaryColor);
  const soft = mixed(brand, surface, base === DARK ? 0.82 : 0.9);
  const grounds = [page, surface];
  return {
    brand,
    'brand-ink': legible(chosen.primaryColor, [page, surface, soft], TEXT),
    'brand-soft': soft,
    'on-brand': readableOn(brand),
    price: legible(chosen.priceColor, grounds, TEXT),
    'on-price': readableOn(legible(chosen.priceColor, grounds, TEXT)),
    page,
    surface,
    sunken: mixed(surface, base.depth, base === DARK ? 0.08 : 0.045),
    ink: base.ink,
    'ink-2': legible(base.ink2, grounds, TEXT),
    'ink-3': legible(base.ink3, grounds, TEXT),
    line: mixed(base === DARK ? surface : page, base.depth, base === DARK ? 0.1 : 0.06),
  };
}

/** A colour that nearly bears white words is darkened until it does; black ones on a strong colour look like a mistake. */
function whiteBearing(colour) {
  return contrast('#ffffff', colour) >= NEARLY ? legible(colour, ['#ffffff'], TEXT) : colour;
}

/** A button has to stand out from a dark card, and bear white words where it can do both. */
function seenOn(surface, colour) {
  const bearing = whiteBearing(colour);
  return contrast(bearing, surface) >= SHAPE ? bearing : legible(colour, [surface], SHAPE);
}

module.exports = { paletteOf };
