import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, flag, number, text, textOf } from '../property.js';
import { rpxToVw } from '../rpx.js';

const PAGE_KEYS = ['backgroundTextStyle', 'backgroundColor', 'backgroundColorTop', 'backgroundColorBottom'] as const;
const BAR_KEYS = [
  'title',
  'loading',
  'frontColor',
  'backgroundColor',
  'colorAnimationDuration',
  'colorAnimationTimingFunc',
] as const;

/** `<page-meta>`: the page's own style, root font size, background and scrolling. It shows nothing itself. */
export const pageMeta: BuiltIn = {
  tag: 'page-meta',
  content: 'slot',
  properties: {
    pageStyle: text(),
    rootFontSize: text(),
    rootBackgroundColor: text(),
    pageFontSize: text(),
    pageOrientation: text(),
    scrollTop: any(),
    scrollDuration: number(300),
    ...Object.fromEntries(PAGE_KEYS.map((key) => [key, text()])),
  },
  observers: {
    'pageStyle, rootFontSize, rootBackgroundColor, pageFontSize': dress,
    'backgroundTextStyle, backgroundColor, backgroundColorTop, backgroundColorBottom': tell,
    scrollTop: scroll,
  },
  attached(self) {
    dress(self);
    tell(self);
    scroll(self);
    const { window } = self.page;
    const scrolled = () => self.fire('scroll', { scrollTop: window.scrollY });
    const resized = () =>
      self.fire('resize', { size: { windowWidth: window.innerWidth, windowHeight: window.innerHeight } });
    window.addEventListener('scroll', scrolled, { passive: true });
    window.addEventListener('resize', resized);
    self.state['end'] = () => {
      window.removeEventListener('scroll', scrolled);
      window.removeEventListener('resize', resized);
    };
  },
  detached(self) {
    (self.state['end'] as (() => void) | undefined)?.();
    self.page.document.body.style.cssText = '';
  },
  css: 'wx-page-meta{display:contents}',
};

/** `<navigation-bar>`: the bar above the page, from inside the page's template. */
export const navigationBar: BuiltIn = {
  tag: 'navigation-bar',
  content: 'none',
  properties: {
    title: any(),
    loading: flag(),
    frontColor: text(),
    backgroundColor: text(),
    colorAnimationDuration: number(),
    colorAnimationTimingFunc: text('linear'),
  },
  observers: { 'title, loading, frontColor, backgroundColor': tellBar },
  attached: tellBar,
  css: 'wx-navigation-bar{display:none}',
};

function dress(self: BuiltInSelf): void {
  const { body, documentElement } = self.page.document;
  // A style of its own, so that the page moving down for a refresh keeps its transform.
  const { transform, transition } = body.style;
  body.style.cssText = rpxToVw(textOf(self, 'pageStyle'));
  if (transform) Object.assign(body.style, { transform, transition });
  const size = (name: string) =>
    textOf(self, name) === 'system' ? `${self.services.fontSizePx()}px` : rpxToVw(textOf(self, name));
  if (textOf(self, 'pageFontSize') !== '') body.style.fontSize = size('pageFontSize');
  documentElement.style.fontSize = size('rootFontSize');
  documentElement.style.backgroundColor = textOf(self, 'rootBackgroundColor');
}

function tell(self: BuiltInSelf): void {
  const given = PAGE_KEYS.filter((key) => textOf(self, key) !== '').map((key) => [key, textOf(self, key)] as const);
  if (given.length > 0) dressLater(self, Object.fromEntries(given));
}

function tellBar(self: BuiltInSelf): void {
  const given = BAR_KEYS.filter((key) => !['', null, undefined].includes(self.data[key] as never));
  const names: Readonly<Record<string, string>> = {
    title: 'navigationBarTitleText',
    frontColor: 'navigationBarTextStyle',
    backgroundColor: 'navigationBarBackgroundColor',
    loading: 'navigationBarLoading',
  };
  const settings = given.flatMap((key) => {
    const name = names[key];
    if (name === undefined) return [];
    const value = self.data[key];
    return [[name, key === 'frontColor' ? (/^#0+$/.test(String(value)) ? 'black' : 'white') : value] as const];
  });
  if (settings.length > 0) dressLater(self, Object.fromEntries(settings));
}

/** While its tree is being attached the page is not on the stack yet. */
function dressLater(self: BuiltInSelf, settings: Readonly<Record<string, unknown>>): void {
  self.page.window.setTimeout(() => self.services.dressPage(self.page, settings), 0);
}

function scroll(self: BuiltInSelf): void {
  const top = Number.parseFloat(textOf(self, 'scrollTop'));
  if (!Number.isFinite(top)) return;
  const smooth = Number(self.data['scrollDuration']) > 0;
  self.page.window.setTimeout(() => {
    self.page.window.scrollTo({ top, behavior: smooth ? 'smooth' : 'instant' });
    self.fire('scrolldone', {});
  }, 0);
}
