import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { any, flag, flagOf, number, numberOf, pixelsOf, text, textOf } from '../property.js';
import { watchPull } from '../pull-gesture.js';
import { dragged } from './drag.js';

/** `<scroll-view>`: a box that scrolls by itself, with edges that tell and, when asked, a refresher to pull. */
export const scrollView: BuiltIn = {
  tag: 'scroll-view',
  content: 'slot',
  properties: {
    scrollX: flag(),
    scrollY: flag(),
    upperThreshold: any(50),
    lowerThreshold: any(50),
    scrollTop: any(),
    scrollLeft: any(),
    scrollIntoView: text(),
    scrollIntoViewAlignment: text('start'),
    scrollWithAnimation: flag(),
    enableBackToTop: flag(),
    enablePassive: flag(),
    enableFlex: flag(),
    scrollAnchoring: flag(),
    enhanced: flag(),
    bounces: flag(true),
    showScrollbar: flag(true),
    pagingEnabled: flag(),
    fastDeceleration: flag(),
    usingSticky: flag(),
    type: text('list'),
    refresherEnabled: flag(),
    refresherThreshold: number(45),
    refresherDefaultStyle: text('black'),
    refresherBackground: text(),
    refresherTriggered: flag(),
  },
  observers: {
    'scrollX, scrollY, enableFlex, pagingEnabled, enhanced': dress,
    'scrollTop, scrollLeft': place,
    scrollIntoView: bringIntoView,
    refresherTriggered: (self) => refresh(self, flagOf(self, 'refresherTriggered')),
  },
  attached(self) {
    dress(self);
    listen(self);
    dragByMouse(self);
    pullToRefresh(self);
    place(self);
    bringIntoView(self);
  },
  methods: {
    scrollTo(self: BuiltInSelf, options: never) {
      const { top, left, animated = true } = options as { top?: number; left?: number; animated?: boolean };
      self.host.scrollTo({
        ...(top === undefined ? {} : { top }),
        ...(left === undefined ? {} : { left }),
        behavior: animated ? 'smooth' : 'instant',
      });
    },
  },
  css: `wx-scroll-view{display:block;width:100%;position:relative;overflow:hidden;-webkit-overflow-scrolling:touch}
.wxi-refresher{display:flex;align-items:center;justify-content:center;gap:8px;height:0;overflow:hidden;transition:height .2s}
.wxi-refresher i{width:8px;height:8px;border-radius:50%;background:#9a9a9a;animation:wxi-pull .9s infinite ease-in-out}
.wxi-refresher i:nth-child(2){animation-delay:.15s}.wxi-refresher i:nth-child(3){animation-delay:.3s}`,
};

function dress(self: BuiltInSelf): void {
  const flow = (on: boolean) => (on ? 'auto' : 'hidden');
  const flex = flagOf(self, 'enableFlex') ? ';display:flex' : '';
  const snap = flagOf(self, 'pagingEnabled') ? ';scroll-snap-type:both mandatory' : '';
  setOwnStyle(self, `overflow:${flow(flagOf(self, 'scrollX'))} ${flow(flagOf(self, 'scrollY'))}${flex}${snap}`);
}

function listen(self: BuiltInSelf): void {
  const { host } = self;
  let [left, top] = [0, 0];
  const at = { start: true, end: false };
  host.addEventListener(
    'scroll',
    () => {
      const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = host;
      const across = flagOf(self, 'scrollX') && !flagOf(self, 'scrollY');
      const moved = across ? scrollLeft - left : scrollTop - top;
      self.fire('scroll', {
        scrollLeft,
        scrollTop,
        scrollWidth,
        scrollHeight,
        deltaX: left - scrollLeft,
        deltaY: top - scrollTop,
      });
      [left, top] = [scrollLeft, scrollTop];
      const rest = across ? scrollWidth - host.clientWidth - scrollLeft : scrollHeight - host.clientHeight - scrollTop;
      const isEnd = rest <= pixelsOf(self, self.data['lowerThreshold'], 50);
      const isStart = (across ? scrollLeft : scrollTop) <= pixelsOf(self, self.data['upperThreshold'], 50);
      if (isEnd && !at.end && moved > 0) self.fire('scrolltolower', { direction: across ? 'right' : 'bottom' });
      if (isStart && !at.start && moved < 0) self.fire('scrolltoupper', { direction: across ? 'left' : 'top' });
      Object.assign(at, { start: isStart, end: isEnd });
    },
    { passive: true },
  );
}

function place(self: BuiltInSelf): void {
  const { scrollTop, scrollLeft } = self.data;
  const behavior = flagOf(self, 'scrollWithAnimation') ? 'smooth' : 'instant';
  const given = (value: unknown) => value !== null && value !== undefined && value !== '';
  // After the children of this same change are laid out.
  self.page.window.setTimeout(() => {
    if (given(scrollTop) && flagOf(self, 'scrollY')) self.host.scrollTo({ top: pixelsOf(self, scrollTop), behavior });
    if (given(scrollLeft) && flagOf(self, 'scrollX'))
      self.host.scrollTo({ left: pixelsOf(self, scrollLeft), behavior });
  }, 0);
}

function bringIntoView(self: BuiltInSelf): void {
  const id = textOf(self, 'scrollIntoView');
  if (id === '') return;
  self.page.window.setTimeout(() => {
    const target = [...self.host.querySelectorAll('*')].find((each) => idOf(each) === id);
    if (!target) return;
    const [inner, outer] = [target.getBoundingClientRect(), self.host.getBoundingClientRect()];
    const behavior = flagOf(self, 'scrollWithAnimation') ? 'smooth' : 'instant';
    self.host.scrollTo({
      ...(flagOf(self, 'scrollY') ? { top: self.host.scrollTop + inner.top - outer.top } : {}),
      ...(flagOf(self, 'scrollX') ? { left: self.host.scrollLeft + inner.left - outer.left } : {}),
      behavior,
    });
  }, 0);
}

function idOf(element: Element): string | undefined {
  return (element as { __wxElement?: { id?: string } }).__wxElement?.id;
}

/** A finger scrolls by itself; with a mouse a wheel scrolls down but nothing scrolls across. */
function dragByMouse(self: BuiltInSelf): void {
  const { host } = self;
  let from = { left: 0, top: 0 };
  dragged(host, {
    start(_, event) {
      from = { left: host.scrollLeft, top: host.scrollTop };
      return event.pointerType === 'mouse' && flagOf(self, 'scrollX');
    },
    move({ dx }) {
      host.scrollLeft = from.left - dx;
    },
    end: () => undefined,
  });
}

function pullToRefresh(self: BuiltInSelf): void {
  watchPull(self.host, {
    begins: () =>
      flagOf(self, 'refresherEnabled') &&
      flagOf(self, 'scrollY') &&
      self.host.scrollTop <= 0 &&
      self.state['refreshing'] !== true,
    pulled(px) {
      open(self, px, false);
      self.fire('refresherpulling', { deltaY: px });
    },
    released(px) {
      if (px >= numberOf(self, 'refresherThreshold', 45)) {
        refresh(self, true);
        self.fire('refresherrefresh', {});
        // A page that binds refresher-triggered ends it; one that does not would wait for ever on a phone, too.
      } else {
        open(self, 0, true);
        self.fire('refresherabort', {});
      }
    },
  });
  if (flagOf(self, 'refresherTriggered')) refresh(self, true);
}

function refresh(self: BuiltInSelf, on: boolean): void {
  const was = self.state['refreshing'] === true;
  self.state['refreshing'] = on;
  open(self, on ? numberOf(self, 'refresherThreshold', 45) : 0, true);
  if (was && !on) self.fire('refresherrestore', {});
}

function open(self: BuiltInSelf, px: number, gently: boolean): void {
  let refresher = self.state['refresher'] as HTMLElement | undefined;
  if (!refresher) {
    if (px === 0) return;
    refresher = self.element('div', 'wxi-refresher');
    refresher.append(
      ...(textOf(self, 'refresherDefaultStyle') === 'none' ? [] : [0, 1, 2].map(() => self.element('i'))),
    );
    refresher.style.background = textOf(self, 'refresherBackground');
    self.host.prepend(refresher);
    self.state['refresher'] = refresher;
  }
  refresher.style.transition = gently ? '' : 'none';
  refresher.style.height = `${px}px`;
}
