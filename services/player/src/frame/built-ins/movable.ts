import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { any, clamp, enclosing, flag, flagOf, number, numberOf, pixelsOf, text, textOf } from '../property.js';
import { dragged } from './drag.js';

/** `<movable-area>`: the room in which movable views move. */
export const movableArea: BuiltIn = {
  tag: 'movable-area',
  content: 'slot',
  properties: { scaleArea: flag() },
  css: 'wx-movable-area{display:block;position:relative;width:10px;height:10px}',
};

/** `<movable-view>`: dragged within its area; `change` tells where it is and why (`touch`, or `` when it was set). */
export const movableView: BuiltIn = {
  tag: 'movable-view',
  content: 'slot',
  properties: {
    direction: text('none'),
    inertia: flag(),
    outOfBounds: flag(),
    x: any(0),
    y: any(0),
    damping: number(20),
    friction: number(2),
    disabled: flag(),
    scale: flag(),
    scaleMin: number(0.1),
    scaleMax: number(10),
    scaleValue: number(1),
    animation: flag(true),
  },
  observers: {
    'x, y': (self) =>
      moveTo(self, pixelsOf(self, self.data['x']), pixelsOf(self, self.data['y']), '', flagOf(self, 'animation')),
    'direction, scaleValue': (self) => draw(self, false),
  },
  attached(self) {
    Object.assign(self.state, { x: 0, y: 0 });
    // Sizes are known once the area is laid out.
    self.page.window.setTimeout(() => {
      moveTo(self, pixelsOf(self, self.data['x']), pixelsOf(self, self.data['y']), '', false);
    }, 0);
    draw(self, false);
    let from = { x: 0, y: 0 };
    dragged(self.host, {
      start() {
        from = { x: at(self, 'x'), y: at(self, 'y') };
        return !flagOf(self, 'disabled') && textOf(self, 'direction') !== 'none';
      },
      move: ({ dx, dy }) => moveTo(self, from.x + dx, from.y + dy, 'touch', false),
      end(_, speed) {
        const coast = flagOf(self, 'inertia') ? 0.2 / Math.max(1, numberOf(self, 'friction', 2)) : 0;
        if (coast > 0) moveTo(self, at(self, 'x') + speed.x * coast, at(self, 'y') + speed.y * coast, 'friction', true);
      },
    });
  },
  css: 'wx-movable-view{display:inline-block;position:absolute;left:0;top:0;width:10px;height:10px;will-change:transform}',
};

function moveTo(self: BuiltInSelf, x: number, y: number, source: string, gently: boolean): void {
  const area = enclosing(self, 'movable-area');
  const { offsetWidth, offsetHeight } = self.host;
  const room = { x: (area?.clientWidth ?? 0) - offsetWidth, y: (area?.clientHeight ?? 0) - offsetHeight };
  const direction = source === '' ? 'all' : textOf(self, 'direction');
  // A view larger than its area is moved the other way: its edges never come inside.
  const within = (wanted: number, most: number) => clamp(wanted, Math.min(0, most), Math.max(0, most));
  const next = {
    x: direction === 'vertical' ? at(self, 'x') : within(x, room.x),
    y: direction === 'horizontal' ? at(self, 'y') : within(y, room.y),
  };
  if (next.x === at(self, 'x') && next.y === at(self, 'y')) return;
  Object.assign(self.state, next);
  draw(self, gently);
  self.fire('change', { ...next, source });
}

function draw(self: BuiltInSelf, gently: boolean): void {
  const direction = textOf(self, 'direction');
  const touch = { horizontal: 'pan-y', vertical: 'pan-x', all: 'none' }[direction] ?? 'auto';
  const scale = flagOf(self, 'scale')
    ? ` scale(${clamp(numberOf(self, 'scaleValue', 1), numberOf(self, 'scaleMin', 0.1), numberOf(self, 'scaleMax', 10))})`
    : '';
  const transform = `translate3d(${at(self, 'x')}px,${at(self, 'y')}px,0)${scale}`;
  setOwnStyle(self, `touch-action:${touch};transform:${transform};transition:${gently ? 'transform .3s' : 'none'}`);
}

function at(self: BuiltInSelf, axis: 'x' | 'y'): number {
  return Number(self.state[axis]) || 0;
}
