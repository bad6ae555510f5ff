import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { flag, flagOf, number, numberOf, text, textOf } from '../property.js';
import { rpxToVw } from '../rpx.js';

/** `<root-portal>`: its children stand above the page whatever they are in. */
export const rootPortal: BuiltIn = {
  tag: 'root-portal',
  content: 'slot',
  properties: { enable: flag(true) },
  observers: { enable: raise },
  attached: raise,
  css: `wx-root-portal{display:contents}
wx-root-portal:popover-open{display:block;position:fixed;inset:0;width:auto;height:auto;margin:0;padding:0;border:0;background:none;color:inherit;overflow:visible;pointer-events:none}
wx-root-portal:popover-open>*{pointer-events:auto}`,
};

/** `<page-container>`: a sheet over the page with an overlay; going back closes it. */
export const pageContainer: BuiltIn = {
  tag: 'page-container',
  content: 'slot',
  properties: {
    show: flag(),
    duration: number(300),
    zIndex: number(100),
    overlay: flag(true),
    position: text('bottom'),
    round: flag(),
    closeOnSlideDown: flag(),
    overlayStyle: text(),
    customStyle: text(),
  },
  observers: { show: toggle, 'position, round, zIndex, customStyle, overlayStyle': dress },
  attached(self) {
    const overlay = self.element('div', 'wxi-overlay');
    self.host.before(overlay);
    self.state['overlay'] = overlay;
    overlay.addEventListener('click', () => {
      self.fire('clickoverlay', {});
      self.setData({ show: false });
    });
    dress(self);
    if (flagOf(self, 'show')) toggle(self);
  },
  detached: (self) => (self.state['overlay'] as HTMLElement | undefined)?.remove(),
  css: `wx-page-container{position:fixed;display:block;box-sizing:border-box;max-height:100%;overflow:auto;background:#fff;visibility:hidden;transition:transform .3s,opacity .3s,visibility .3s}
.wxi-overlay{position:fixed;inset:0;background:rgba(0,0,0,.5);opacity:0;visibility:hidden;transition:opacity .3s,visibility .3s}
.wxi-overlay.wxi-on{opacity:1;visibility:visible}`,
};

/** `<match-media>`: its children are there while the page has such a size. */
export const matchMedia: BuiltIn = {
  tag: 'match-media',
  content: 'slot',
  properties: {
    minWidth: number(),
    maxWidth: number(),
    width: number(),
    minHeight: number(),
    maxHeight: number(),
    height: number(),
    orientation: text(),
  },
  observers: { 'minWidth, maxWidth, width, minHeight, maxHeight, height, orientation': match },
  attached(self) {
    const resized = () => match(self);
    self.page.window.addEventListener('resize', resized);
    self.state['resized'] = resized;
    match(self);
  },
  detached: (self) => self.page.window.removeEventListener('resize', self.state['resized'] as () => void),
  css: 'wx-match-media{display:block}',
};

/** Into the browser's top layer: out of every overflow and transform, without leaving its place in the tree. */
function raise(self: BuiltInSelf): void {
  const { host } = self;
  if (!flagOf(self, 'enable')) host.removeAttribute('popover');
  else if (!host.matches(':popover-open')) {
    host.setAttribute('popover', 'manual');
    host.showPopover();
  }
}

const HIDDEN: Readonly<Record<string, string>> = {
  bottom: 'left:0;right:0;bottom:0;transform:translateY(100%)',
  top: 'left:0;right:0;top:0;transform:translateY(-100%)',
  right: 'top:0;bottom:0;right:0;transform:translateX(100%)',
  center: 'left:50%;top:50%;transform:translate(-50%,-50%);opacity:0',
};

function dress(self: BuiltInSelf): void {
  const position = textOf(self, 'position');
  const shown = flagOf(self, 'show');
  const place = HIDDEN[position] ?? HIDDEN['bottom'];
  const open = position === 'center' ? 'opacity:1' : 'transform:none';
  const round = flagOf(self, 'round') ? ';border-radius:20px 20px 0 0' : '';
  const custom = textOf(self, 'customStyle');
  setOwnStyle(
    self,
    `z-index:${numberOf(self, 'zIndex', 100)};transition-duration:${numberOf(self, 'duration', 300)}ms;${place}${round};${custom}${shown ? `;visibility:visible;${open}` : ''}`,
  );
  const overlay = self.state['overlay'] as HTMLElement | undefined;
  if (!overlay) return;
  overlay.classList.toggle('wxi-on', shown && flagOf(self, 'overlay'));
  overlay.style.cssText = `z-index:${numberOf(self, 'zIndex', 100)};${rpxToVw(textOf(self, 'overlayStyle'))}`;
}

function toggle(self: BuiltInSelf): void {
  const [before, after] = flagOf(self, 'show') ? ['beforeenter', 'afterenter'] : ['beforeleave', 'afterleave'];
  self.fire(before, {});
  self.fire(flagOf(self, 'show') ? 'enter' : 'leave', {});
  dress(self);
  self.page.window.setTimeout(() => self.fire(after, {}), numberOf(self, 'duration', 300));
}

function match(self: BuiltInSelf): void {
  const { innerHeight, innerWidth } = self.page.window;
  const asked = (name: string) => numberOf(self, name);
  const orientation = textOf(self, 'orientation');
  const fits =
    innerWidth >= asked('minWidth') &&
    innerWidth <= (asked('maxWidth') || Number.POSITIVE_INFINITY) &&
    innerWidth === (asked('width') || innerWidth) &&
    innerHeight >= asked('minHeight') &&
    innerHeight <= (asked('maxHeight') || Number.POSITIVE_INFINITY) &&
    innerHeight === (asked('height') || innerHeight) &&
    (orientation === '' || orientation === (innerWidth > innerHeight ? 'landscape' : 'portrait'));
  setOwnStyle(self, fits ? '' : 'display:none');
}
