import { createAnimation } from '../frame/animation/recorder.js';
import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, numberOf, textOf, WxError } from './interface.js';

interface Component {
  createSelectorQuery(): { in(component: Component): unknown };
  createIntersectionObserver(options?: object): unknown;
  createMediaQueryObserver(): unknown;
}

const SCROLL_MS = 300;

/** What pages do with themselves: scrolling, refreshing, measuring, animating. */
export function pageInterfaces(host: WxHost): Interfaces {
  const caller = () => host.top?.caller as unknown as Component | undefined;
  const media = (kind: 'video' | 'audio', id: string) => host.top?.find(`#${id}`)?.querySelector(kind) ?? null;
  return {
    createAnimation,
    createSelectorQuery: () => {
      const own = caller();
      if (own) return own.createSelectorQuery();
      throw new Error('createSelectorQuery: no page is open');
    },
    createIntersectionObserver: (component?: Component, options?: object) =>
      (component?.createIntersectionObserver ? component : caller())?.createIntersectionObserver(options),
    createMediaQueryObserver: (component?: Component) =>
      (component?.createMediaQueryObserver ? component : caller())?.createMediaQueryObserver(),
    createVideoContext: (id: string) => ({
      play: () => void media('video', id)?.play(),
      pause: () => media('video', id)?.pause(),
      stop: () => media('video', id)?.load(),
      seek: (seconds: number) => {
        const video = media('video', id);
        if (video) video.currentTime = seconds;
      },
      playbackRate: (rate: number) => {
        const video = media('video', id);
        if (video) video.playbackRate = rate;
      },
      requestFullScreen: () => {},
      exitFullScreen: () => {},
      sendDanmu: () => {},
      showStatusBar: () => {},
      hideStatusBar: () => {},
    }),
    createInnerAudioContext: () => new Audio(),
    ...allAsynchronous(host, {
      pageScrollTo: (options) => {
        const { scrollTop, selector } = options;
        const to = {
          ...(typeof scrollTop === 'number' ? { scrollTop } : {}),
          ...(typeof selector === 'string' ? { selector, offsetTop: numberOf(options['offsetTop'], 0) } : {}),
        };
        if (host.top?.scrollTo(to, numberOf(options['duration'], SCROLL_MS)) === false) {
          throw new WxError(`selector "${textOf(selector)}" matches nothing`);
        }
      },
      startPullDownRefresh: () => host.top?.startPullDown(),
      stopPullDownRefresh: () => host.top?.stopPullDown(),
    }),
  };
}
