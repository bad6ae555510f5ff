import type { Navigation, WxHost } from './host.js';
import { allAsynchronous, type Interfaces, numberOf, type Options, textOf, WxError } from './interface.js';

interface Channel {
  on(name: string, listener: unknown): void;
}

/** `wx.navigateTo` and its like, with WeChat's refusals. */
export function navigationInterfaces(host: WxHost): Interfaces {
  const go = (kind: Navigation) => async (options: Options) => {
    const url = textOf(options['url']);
    if (url === '') throw new WxError('parameter error: parameter.url should be String instead of Undefined;');
    await laterOn(host);
    const channel = host.navigate(kind, url) as Channel | undefined;
    if (kind !== 'navigateTo' || !channel) return {};
    for (const [name, listener] of Object.entries((options['events'] as Record<string, unknown> | undefined) ?? {})) {
      channel.on(name, listener);
    }
    return { eventChannel: channel };
  };
  return allAsynchronous(host, {
    navigateTo: go('navigateTo'),
    redirectTo: go('redirectTo'),
    reLaunch: go('reLaunch'),
    switchTab: go('switchTab'),
    navigateBack: async (options) => {
      await laterOn(host);
      host.navigateBack(numberOf(options['delta'], 1));
    },
    navigateToMiniProgram: (options) => says(host, `${host.chrome.texts.jumpTo}: ${textOf(options['appId'])}`),
    openEmbeddedMiniProgram: (options) => says(host, `${host.chrome.texts.jumpTo}: ${textOf(options['appId'])}`),
    navigateBackMiniProgram: () => says(host, host.chrome.texts.jumpTo),
    exitMiniProgram: () => host.restart(),
    restartMiniProgram: () => host.restart(),
    openBusinessView: (options) => says(host, `${host.chrome.texts.jumpTo}: ${textOf(options['businessType'])}`),
  });
}

/** Pages change between two events, as on a phone: a page that sends on from `onLoad` has been shown, and pages that send to each other do not freeze the player. */
async function laterOn(host: WxHost): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (!host.running) throw new WxError('interrupted');
}

/** For what leaves the mini-program: the preview only says so. */
export function says(host: WxHost, text: string): Record<string, never> {
  host.chrome.layers.toast(text, 'none', 2000, false);
  return {};
}
