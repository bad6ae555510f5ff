const { bar, tabBar } = require('./config');

/**
 * The package fixes the colours of navigation bar and tab bar, and a merchant's package has light ones only: a dark phone gets
 * dark ones from here, and its light ones back. A phone that never was dark is left to its package.
 */
let painted = '';

function paint(palette, dark) {
  const wanted = dark ? `dark ${palette['brand-ink']}` : 'light';
  if (!dark && !painted) return;
  paintBar(palette, dark);
  if (wanted !== painted) paintTabBar(palette, dark);
  painted = wanted;
}

/** Each page has a navigation bar of its own. */
function paintBar(palette, dark) {
  const frontColor = dark || (bar && bar.textStyle === 'white') ? '#ffffff' : '#000000';
  const backgroundColor = dark ? palette.page : (bar && bar.backgroundColor) || '#ffffff';
  wx.setNavigationBarColor({ frontColor, backgroundColor, fail() {} });
  wx.setBackgroundColor({ backgroundColor: palette.page, fail() {} });
  wx.setBackgroundTextStyle({ textStyle: dark ? 'light' : 'dark', fail() {} });
}

/** Refused while no tab page shows; the next tab page paints it again. */
function paintTabBar(palette, dark) {
  const light = tabBar || {};
  wx.setTabBarStyle({
    color: dark ? palette['ink-3'] : light.color || '#8a8f8c',
    selectedColor: dark ? palette['brand-ink'] : light.selectedColor || '#1f6f54',
    backgroundColor: dark ? palette.surface : light.backgroundColor || '#ffffff',
    borderStyle: dark ? 'black' : light.borderStyle || 'black',
    fail() {
      painted = 'again';
    },
  });
}

module.exports = { paint };
