import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, clamp, flag, flagOf, number, numberOf, text, textOf } from '../property.js';
import { dragged } from './drag.js';
import { layOutSwiper, swiperItems, type SwiperLook } from './swiper-layout.js';

const EASINGS: Readonly<Record<string, string>> = {
  linear: 'linear',
  easeInCubic: 'cubic-bezier(.32,0,.67,0)',
  easeOutCubic: 'cubic-bezier(.33,1,.68,1)',
  easeInOutCubic: 'cubic-bezier(.65,0,.35,1)',
};
const FLICK_PX_PER_S = 300;

/** `<swiper>`: one item after another, by finger, by itself or by `current`. `change` says which and why (`touch`, `autoplay`, ``). */
export const swiper: BuiltIn = {
  tag: 'swiper',
  content: 'slot',
  properties: {
    indicatorDots: flag(),
    indicatorColor: text('rgba(0, 0, 0, .3)'),
    indicatorActiveColor: text('#000000'),
    autoplay: flag(),
    current: number(),
    currentItemId: text(),
    interval: number(5000),
    duration: number(500),
    circular: flag(),
    vertical: flag(),
    displayMultipleItems: number(1),
    previousMargin: any('0px'),
    nextMargin: any('0px'),
    snapToEdge: flag(),
    easingFunction: text('default'),
    disableTouch: flag(),
  },
  observers: {
    current: (self) => goTo(self, numberOf(self, 'current'), ''),
    currentItemId: (self) => goToItem(self, textOf(self, 'currentItemId')),
    'autoplay, interval': schedule,
    'indicatorDots, indicatorColor, indicatorActiveColor, vertical, circular, displayMultipleItems, previousMargin, nextMargin':
      (self) => redraw(self),
  },
  attached(self) {
    const { host, state } = self;
    state['current'] = Math.trunc(numberOf(self, 'current'));
    state['dots'] = self.element('div', 'wxi-dots');
    redraw(self);
    const { MutationObserver } = self.page.window;
    const observer = new MutationObserver((changes) => {
      if (changes.some(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes].some(isItem))) redraw(self);
    });
    observer.observe(host, { childList: true });
    state['observer'] = observer;
    followFinger(self);
    schedule(self);
  },
  detached(self) {
    (self.state['observer'] as MutationObserver | undefined)?.disconnect();
    self.page.window.clearInterval(self.state['timer'] as number | undefined);
  },
  css: `wx-swiper{display:block;position:relative;height:150px;overflow:hidden}
wx-swiper-item{position:absolute;left:0;top:0;display:block;width:100%;height:100%;overflow:hidden;will-change:transform}
.wxi-dots{position:absolute;z-index:1;left:0;right:0;bottom:10px;display:flex;justify-content:center;gap:8px;pointer-events:none}
.wxi-dots i{width:8px;height:8px;border-radius:50%}
.wxi-dots-vertical{left:auto;right:10px;top:0;bottom:0;flex-direction:column;align-items:center}`,
};

export const swiperItem: BuiltIn = {
  tag: 'swiper-item',
  content: 'slot',
  properties: { itemId: text(), skipHiddenItemLayout: flag() },
};

/** `at` may lie between two items while a finger holds them. */
function redraw(self: BuiltInSelf, at = self.state['current'] as number, durationMs = 0): void {
  const items = swiperItems(self.host);
  const most = last(self, items.length);
  if (items.length > 0 && !flagOf(self, 'circular') && (self.state['current'] as number) > most)
    self.state['current'] = most;
  const easing = EASINGS[textOf(self, 'easingFunction')] ?? 'cubic-bezier(.25,.1,.25,1)';
  const look: SwiperLook = {
    at:
      items.length > 0 && !flagOf(self, 'circular') && durationMs === 0 && Number.isInteger(at)
        ? clamp(at, 0, most)
        : at,
    vertical: flagOf(self, 'vertical'),
    circular: flagOf(self, 'circular'),
    shown: Math.max(1, Math.trunc(numberOf(self, 'displayMultipleItems', 1))),
    before: self.data['previousMargin'],
    after: self.data['nextMargin'],
    transition: durationMs > 0 ? `transform ${durationMs}ms ${easing}` : 'none',
  };
  layOutSwiper(self, items, look);
  drawDots(self, items.length);
}

function goTo(self: BuiltInSelf, wanted: number, source: '' | 'touch' | 'autoplay'): void {
  const count = swiperItems(self.host).length;
  if (count === 0) {
    self.state['current'] = Math.max(0, Math.trunc(wanted));
    return;
  }
  const round = flagOf(self, 'circular') || source === 'autoplay';
  const index = round ? ((wanted % count) + count) % count : clamp(Math.trunc(wanted), 0, last(self, count));
  const changed = index !== self.state['current'];
  self.state['current'] = index;
  const durationMs = Math.max(0, numberOf(self, 'duration', 500));
  redraw(self, index, durationMs || 1);
  if (!changed) return;
  const item = swiperItems(self.host)[index];
  const detail = { current: index, currentItemId: itemId(item), source };
  self.setData({ current: index });
  self.fire('change', detail);
  self.page.window.setTimeout(() => self.fire('animationfinish', detail), durationMs);
}

function goToItem(self: BuiltInSelf, id: string): void {
  const index = swiperItems(self.host).findIndex((item) => itemId(item) === id);
  if (index >= 0) goTo(self, index, '');
}

function schedule(self: BuiltInSelf): void {
  const { window } = self.page;
  window.clearInterval(self.state['timer'] as number | undefined);
  if (!flagOf(self, 'autoplay')) return;
  const next = () => {
    // Not under a finger, and not where nobody sees it: a page behind another keeps its place.
    if (self.state['held'] !== true && !window.document.hidden && self.host.offsetParent !== null)
      goTo(self, (self.state['current'] as number) + 1, 'autoplay');
  };
  self.state['timer'] = window.setInterval(next, Math.max(100, numberOf(self, 'interval', 5000)));
}

function followFinger(self: BuiltInSelf): void {
  const { host, state } = self;
  const along = (point: { dx: number; dy: number }) => (flagOf(self, 'vertical') ? point.dy : point.dx);
  const size = () => Math.max(1, Number(state['step']) || host.clientWidth);
  const position = (point: { dx: number; dy: number }) => {
    const at = (state['current'] as number) - along(point) / size();
    return flagOf(self, 'circular') ? at : clamp(at, -0.3, last(self, swiperItems(host).length) + 0.3);
  };
  dragged(host, {
    start() {
      if (flagOf(self, 'disableTouch') || swiperItems(host).length < 2) return false;
      state['held'] = true;
      return true;
    },
    move(point) {
      redraw(self, position(point));
      self.fire('transition', {
        dx: flagOf(self, 'vertical') ? 0 : -point.dx,
        dy: flagOf(self, 'vertical') ? -point.dy : 0,
      });
    },
    end(point, speed) {
      state['held'] = false;
      const moved = -along(point) / size();
      const pace = -(flagOf(self, 'vertical') ? speed.y : speed.x);
      const flicked = Math.abs(pace) > FLICK_PX_PER_S && Math.abs(moved) > 0.05 ? Math.sign(pace) : 0;
      const steps = Math.round(moved) || flicked;
      goTo(self, (state['current'] as number) + steps, 'touch');
      schedule(self);
    },
  });
}

function drawDots(self: BuiltInSelf, count: number): void {
  const dots = self.state['dots'] as HTMLElement;
  if (!flagOf(self, 'indicatorDots')) {
    dots.remove();
    return;
  }
  if (dots.parentNode !== self.host) self.host.append(dots);
  dots.classList.toggle('wxi-dots-vertical', flagOf(self, 'vertical'));
  while (dots.childElementCount > count) dots.lastElementChild?.remove();
  while (dots.childElementCount < count) dots.append(self.element('i'));
  for (const [at, dot] of [...dots.children].entries())
    (dot as HTMLElement).style.background = textOf(
      self,
      at === self.state['current'] ? 'indicatorActiveColor' : 'indicatorColor',
    );
}

/** The last item that may stand first; several may be shown at once. */
function last(self: BuiltInSelf, count: number): number {
  return Math.max(0, count - Math.max(1, Math.trunc(numberOf(self, 'displayMultipleItems', 1))));
}

function isItem(node: Node): boolean {
  return (node as Element).localName === 'wx-swiper-item';
}

function itemId(item: Element | undefined): string {
  const data = (item as { __wxElement?: { data?: { itemId?: string } } } | undefined)?.__wxElement?.data;
  return data?.itemId ?? '';
}
