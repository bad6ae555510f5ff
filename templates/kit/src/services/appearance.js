const chrome = require('./native-chrome');
const { paletteOf } = require('./palette');
const storefront = require('./storefront');
const i18n = require('../i18n/index');

const CORNERS = { sharp: ['0rpx', '0rpx'], soft: ['16rpx', '12rpx'], round: ['32rpx', '24rpx'] };
/** Larger than this a phone's screen holds too few words to find one's way. */
const LARGEST_SCALE = 1.6;

/** How each page was dressed, so that a change of the phone's theme can dress it again. */
const dressed = new WeakMap();

if (wx.onThemeChange) wx.onThemeChange(() => getCurrentPages().forEach(dressAgain));

/**
 * Gives a page its texts (`data.t`) and its colours (`data.themeStyle`, for `<page-meta page-style>`), and keeps the
 * colours right when the phone turns dark.
 *
 * @param page the page instance
 * @param {string} name key of the page's texts
 * @param {boolean} [titled] whether the page's own title follows the language; tab pages take theirs from the package
 */
function dress(page, name, titled) {
  dressed.set(page, { name, titled });
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

function dressAgain(page) {
  const worn = dressed.get(page);
  if (worn) wear(page, worn.name, worn.titled);
}

function wear(page, name, titled) {
  const texts = i18n.texts(name);
  const { theme } = storefront.settings();
  const palette = paletteOf(theme, isDark(theme));
  page.setData({ t: texts, themeStyle: themeStyle(palette, theme) });
  chrome.paint(palette, isDark(theme));
  if (titled && texts.title) wx.setNavigationBarTitle({ title: texts.title });
}

function isDark(theme) {
  return phone().theme === 'dark' && !(theme && theme.darkMode === 'light');
}

function themeStyle(palette, theme) {
  const [radius, control] = CORNERS[theme && theme.corners] || CORNERS.soft;
  return Object.keys(palette)
    .map((name) => `--${name}:${palette[name]}`)
    .concat([
      `--radius:${radius}`,
      `--radius-control:${control}`,
      `--font:${fontScale()}`,
      `background:${palette.page}`,
    ])
    .map((rule) => `${rule};`)
    .join('');
}

/** The letter size set in WeChat, as a factor of the usual one. */
function fontScale() {
  const { fontSizeScaleFactor, fontSizeSetting } = phone();
  const factor = fontSizeScaleFactor || (fontSizeSetting ? fontSizeSetting / 16 : 1);
  return Math.min(LARGEST_SCALE, Math.max(0.9, factor));
}

function phone() {
  return wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
}

module.exports = { dress };
