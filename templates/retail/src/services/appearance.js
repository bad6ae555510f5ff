const storefront = require('./storefront');
const i18n = require('../i18n/index');

/** Mirrors the defaults of settings.schema.json, for the moment before the first answer. */
const DEFAULTS = { primaryColor: '#1f6f54', priceColor: '#c8452d', backgroundColor: '#f6f5f2', corners: 'soft' };
const CORNERS = { sharp: ['0rpx', '0rpx'], soft: ['16rpx', '12rpx'], round: ['32rpx', '24rpx'] };

/**
 * Gives a page its texts (`data.t`) and its colours (`data.themeStyle`, for `<page-meta page-style>`).
 *
 * @param page the page instance
 * @param {string} name key of the page's texts
 * @param {boolean} titled whether the page's own title follows the language; tab pages take theirs from the package
 */
function dress(page, name, titled) {
  wear(page, name, titled);
  // A page opened by a link or a code is dressed before the shop has answered for the first time: once more when it does.
  if (storefront.current()) return;
  storefront.load().then(
    () => wear(page, name, titled),
    () => {
      // The defaults stay, and the page itself says that the shop cannot be reached.
    },
  );
}

function wear(page, name, titled) {
  const texts = i18n.texts(name);
  page.setData({ t: texts, themeStyle: themeStyle(storefront.settings().theme) });
  if (titled && texts.title) wx.setNavigationBarTitle({ title: texts.title });
}

function themeStyle(theme) {
  const colours = Object.assign({}, DEFAULTS, theme);
  const [radius, control] = CORNERS[colours.corners] || CORNERS.soft;
  return [
    `--brand:${colours.primaryColor}`,
    `--brand-soft:${mixed(colours.primaryColor, '#ffffff', 0.9)}`,
    `--on-brand:${readableOn(colours.primaryColor)}`,
    `--price:${colours.priceColor}`,
    `--page:${colours.backgroundColor}`,
    `--line:${mixed(colours.backgroundColor, '#000000', 0.06)}`,
    `--radius:${radius}`,
    `--radius-control:${control}`,
    `background:${colours.backgroundColor}`,
  ]
    .map((rule) => `${rule};`)
    .join('');
}

/** Black or white, whichever contrasts more with the colour (WCAG relative luminance). */
function readableOn(colour) {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.36 ? '#1f2421' : '#ffffff';
}

function mixed(colour, other, share) {
  const to = channels(other);
  const values = channels(colour).map((value, index) => Math.round(value * (1 - share) + to[index] * share));
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour) {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

module.exports = { dress };
