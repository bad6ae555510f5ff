import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { pressByKey } from '../common.js';
import { any, number, numberOf, text, textOf } from '../property.js';
import { HOVER } from './hover.js';

const CALLS: Readonly<Record<string, string>> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
  exit: 'exitMiniProgram',
};

/** `<navigator>`: a link to a page, or with `target="miniProgram"` to another mini-program. */
export const navigator: BuiltIn = {
  tag: 'navigator',
  content: 'slot',
  properties: {
    ...HOVER('navigator-hover'),
    hoverStayTime: number(600),
    target: text('self'),
    url: text(),
    openType: text('navigate'),
    delta: number(1),
    appId: text(),
    path: text(),
    extraData: any(),
    version: text('release'),
    shortLink: text(),
  },
  attached(self) {
    if (!textOf(self, 'ariaRole')) self.host.setAttribute('role', 'link');
    self.host.tabIndex = 0;
    self.host.addEventListener('click', () => {
      void follow(self);
    });
    self.host.addEventListener('keydown', pressByKey);
  },
  css: 'wx-navigator{display:block;cursor:pointer}wx-navigator:focus{outline:none}wx-navigator:focus-visible{outline:2px solid #10aeff}wx-navigator.navigator-hover{background-color:rgba(0,0,0,.1);opacity:.7}',
};

async function follow(self: BuiltInSelf): Promise<void> {
  const elsewhere = textOf(self, 'target') === 'miniProgram';
  const call = elsewhere ? 'navigateToMiniProgram' : CALLS[textOf(self, 'openType')];
  if (call === undefined) return;
  const options = elsewhere
    ? { appId: textOf(self, 'appId'), path: textOf(self, 'path'), extraData: self.data['extraData'] }
    : { url: textOf(self, 'url'), delta: numberOf(self, 'delta', 1) };
  try {
    self.fire('success', await self.services.callWx(call, options));
  } catch (error) {
    self.fire('fail', error);
    self.services.report(`<navigator url="${textOf(self, 'url')}">`, error);
  }
  self.fire('complete', {});
}
