import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { any, clamp, enclosing, text, textOf } from '../property.js';
import { rpxToVw } from '../rpx.js';
import { dragged } from './drag.js';

const SETTLED_MS = 120;

/** `<picker-view>`: wheels in the page. `value` holds the row of each column. */
export const pickerView: BuiltIn = {
  tag: 'picker-view',
  content: 'slot',
  properties: {
    name: text(),
    value: any([]),
    indicatorStyle: text(),
    indicatorClass: text(),
    maskStyle: text(),
    maskClass: text(),
    immediateChange: { type: Boolean, value: false },
  },
  observers: {
    value: (self) => placeColumns(self, true),
    'indicatorStyle, indicatorClass, maskStyle, maskClass': dress,
  },
  attached(self) {
    const mask = self.element('div', 'wxi-wheel-mask');
    const indicator = self.element('div', 'wxi-wheel-row');
    self.host.append(mask, indicator);
    Object.assign(self.state, { mask, indicator });
    dress(self);
    // Columns are laid out after their own rows are there, and again when the picker is first shown.
    const { ResizeObserver } = self.page.window;
    const observer = new ResizeObserver(() => dress(self));
    observer.observe(self.host);
    self.state['observer'] = observer;
  },
  detached: (self) => (self.state['observer'] as ResizeObserver | undefined)?.disconnect(),
  methods: {
    place: (self) => placeColumns(self, false),
    pickStart: (self) => self.fire('pickstart', {}),
    turned(self) {
      const value = columns(self).map((column) => Number(self.ask(column, 'row') ?? 0));
      self.fire('pickend', {});
      const before = Array.isArray(self.data['value']) ? (self.data['value'] as number[]) : [];
      if (value.every((row, at) => row === (before[at] ?? 0))) return;
      self.setData({ value });
      self.fire('change', { value });
    },
    formValue: (self) => self.data['value'],
    reset: (self) => self.setData({ value: columns(self).map(() => 0) }),
  },
  css: `wx-picker-view{display:flex;position:relative;overflow:hidden;--wxi-row:34px}
.wxi-wheel-mask,.wxi-wheel-row{position:absolute;left:0;right:0;pointer-events:none;box-sizing:border-box}
.wxi-wheel-mask{top:0;bottom:0;z-index:3;background:linear-gradient(180deg,rgba(255,255,255,.95),rgba(255,255,255,.6)),linear-gradient(0deg,rgba(255,255,255,.95),rgba(255,255,255,.6));background-position:top,bottom;background-size:100% calc(50% - var(--wxi-row)/2);background-repeat:no-repeat}
.wxi-wheel-row{top:50%;z-index:3;height:34px;transform:translateY(-50%);border-top:1px solid #e5e5e5;border-bottom:1px solid #e5e5e5}`,
};

/** `<picker-view-column>`: one wheel; its children are the rows, all as high as the indicator. */
export const pickerViewColumn: BuiltIn = {
  tag: 'picker-view-column',
  content: 'slot',
  properties: {},
  attached(self) {
    const { host, state } = self;
    const { MutationObserver } = self.page.window;
    const observer = new MutationObserver(() => askView(self, 'place'));
    observer.observe(host, { childList: true });
    state['observer'] = observer;
    state['row'] = 0;
    host.addEventListener('scroll', () => scrolled(self), { passive: true });
    // A finger scrolls by itself; a mouse drags.
    let top = 0;
    dragged(host, {
      start(_, event) {
        askView(self, 'pickStart');
        top = host.scrollTop;
        host.classList.toggle('wxi-held', event.pointerType === 'mouse');
        return event.pointerType === 'mouse';
      },
      move({ dy }) {
        host.scrollTop = top - dy;
      },
      end() {
        host.classList.remove('wxi-held');
        settle(self);
      },
    });
  },
  detached: (self) => (self.state['observer'] as MutationObserver | undefined)?.disconnect(),
  methods: {
    row: (self) => self.state['row'],
    place(self: BuiltInSelf, row: never, rowHeight: never, smooth: never) {
      const last = Math.max(0, self.host.childElementCount - 1);
      self.state['row'] = clamp(Math.trunc(row) || 0, 0, last);
      self.state['placed'] = true;
      self.host.scrollTo({
        top: (self.state['row'] as number) * (rowHeight as number),
        behavior: smooth ? 'smooth' : 'instant',
      });
    },
  },
  css: `wx-picker-view-column{flex:1;display:block;min-width:0;height:100%;box-sizing:border-box;overflow:hidden auto;scroll-snap-type:y mandatory;overscroll-behavior:contain}
wx-picker-view-column::before,wx-picker-view-column::after{content:"";display:block;height:calc(50% - var(--wxi-row)/2)}
wx-picker-view-column>*{height:var(--wxi-row)!important;min-height:0;box-sizing:border-box;overflow:hidden;scroll-snap-align:center}
wx-picker-view-column.wxi-held{scroll-snap-type:none}`,
};

function dress(self: BuiltInSelf): void {
  const { mask, indicator } = self.state as { mask?: HTMLElement; indicator?: HTMLElement };
  if (!mask || !indicator) return;
  mask.style.cssText = rpxToVw(textOf(self, 'maskStyle'));
  indicator.style.cssText = rpxToVw(textOf(self, 'indicatorStyle'));
  mask.className = `wxi-wheel-mask ${textOf(self, 'maskClass')}`;
  indicator.className = `wxi-wheel-row ${textOf(self, 'indicatorClass')}`;
  setOwnStyle(self, `--wxi-row:${rowHeight(self)}px`);
  placeColumns(self, false);
}

function placeColumns(self: BuiltInSelf, smooth: boolean): void {
  const value = Array.isArray(self.data['value']) ? (self.data['value'] as unknown[]) : [];
  const height = rowHeight(self);
  for (const [at, column] of columns(self).entries()) {
    const row = Number(value[at] ?? 0);
    if (self.ask(column, 'row') !== row || !smooth) self.ask(column, 'place', row, height, smooth);
  }
}

function columns(self: BuiltInSelf): Element[] {
  return [...self.host.querySelectorAll('wx-picker-view-column')];
}

function rowHeight(self: BuiltInSelf): number {
  return (self.state['indicator'] as HTMLElement).offsetHeight || 34;
}

function askView(self: BuiltInSelf, method: string): void {
  const view = enclosing(self, 'picker-view');
  if (view) self.ask(view, method);
}

function scrolled(self: BuiltInSelf): void {
  const { window } = self.page;
  window.clearTimeout(self.state['timer'] as number | undefined);
  self.state['timer'] = window.setTimeout(() => {
    if (!self.host.classList.contains('wxi-held')) settle(self);
  }, SETTLED_MS);
}

function settle(self: BuiltInSelf): void {
  const height = (self.host.firstElementChild as HTMLElement | null)?.offsetHeight ?? 0;
  if (height === 0) return;
  const row = clamp(Math.round(self.host.scrollTop / height), 0, self.host.childElementCount - 1);
  if (Math.abs(self.host.scrollTop - row * height) > 1) self.host.scrollTo({ top: row * height, behavior: 'smooth' });
  if (row === self.state['row']) return;
  self.state['row'] = row;
  askView(self, 'turned');
}
