import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, numberOf, type Options, textOf, WxError } from './interface.js';

/** The navigation bar, the tab bar and the background of the page in front. */
export function barInterfaces(host: WxHost): Interfaces {
  const { tabBar } = host.chrome;
  const onTab = (work: (index: number, options: Options) => void) => (options: Options) => {
    const index = numberOf(options['index'], -1);
    if (!host.isTabPage(host.top)) throw new WxError('not TabBar page');
    if (!tabBar.has(index)) throw new WxError('tabbar item not found');
    work(index, options);
  };
  const onTabPage = (work: (options: Options) => void) => (options: Options) => {
    if (!host.isTabPage(host.top)) throw new WxError('not TabBar page');
    work(options);
  };
  return allAsynchronous(host, {
    setNavigationBarTitle: (options) => host.dress(host.top, { navigationBarTitleText: textOf(options['title']) }),
    setNavigationBarColor: (options) => {
      const front = textOf(options['frontColor']).toLowerCase();
      if (front !== '#ffffff' && front !== '#000000')
        throw new WxError('parameter error: frontColor must be #ffffff or #000000');
      host.dress(host.top, {
        navigationBarBackgroundColor: textOf(options['backgroundColor']),
        navigationBarTextStyle: front === '#ffffff' ? 'white' : 'black',
      });
    },
    showNavigationBarLoading: () => host.top?.view.busy(true),
    hideNavigationBarLoading: () => host.top?.view.busy(false),
    hideHomeButton: () => host.top?.view.hideHomeButton(),
    setBackgroundColor: (options) => host.dress(host.top, { backgroundColor: options['backgroundColor'] }),
    setBackgroundTextStyle: (options) => host.dress(host.top, { backgroundTextStyle: options['textStyle'] }),
    setTabBarBadge: onTab((index, options) => tabBar.mark(index, { badge: textOf(options['text']) })),
    removeTabBarBadge: onTab((index) => tabBar.mark(index, {})),
    showTabBarRedDot: onTab((index) => tabBar.mark(index, { dot: true })),
    hideTabBarRedDot: onTab((index) => tabBar.mark(index, {})),
    setTabBarItem: onTab((index, options) => {
      const { text, iconPath, selectedIconPath } = options as Record<string, string | undefined>;
      tabBar.setItem(index, {
        ...(text === undefined ? {} : { text }),
        ...(iconPath === undefined ? {} : { iconPath }),
        ...(selectedIconPath === undefined ? {} : { selectedIconPath }),
      });
    }),
    setTabBarStyle: onTabPage(({ color, selectedColor, backgroundColor, borderStyle }) => {
      const given = Object.entries({ color, selectedColor, backgroundColor, borderStyle });
      tabBar.setStyle(Object.fromEntries(given.filter(([, value]) => typeof value === 'string')));
    }),
    hideTabBar: onTabPage(() => tabBar.hide(true)),
    showTabBar: onTabPage(() => tabBar.hide(false)),
  });
}
