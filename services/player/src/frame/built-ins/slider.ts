import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { clamp, flag, flagOf, number, numberOf, text, textOf } from '../property.js';
import { dragged } from './drag.js';

/** `<slider>`: `changing` while the thumb moves, `change` when it is let go. */
export const slider: BuiltIn = {
  tag: 'slider',
  content: 'none',
  properties: {
    name: text(),
    min: number(),
    max: number(100),
    step: number(1),
    value: number(),
    disabled: flag(),
    showValue: flag(),
    color: text('#e9e9e9'),
    selectedColor: text('#1aad19'),
    activeColor: text(),
    backgroundColor: text(),
    blockSize: number(28),
    blockColor: text('#ffffff'),
  },
  observers: {
    value(self) {
      if (self.state['held'] !== true) set(self, numberOf(self, 'value'));
    },
    'min, max, step, disabled, showValue, activeColor, backgroundColor, blockSize, blockColor': paint,
  },
  attached(self) {
    const { host, state } = self;
    const track = self.element('div', 'wxi-track');
    const fill = self.element('div', 'wxi-fill');
    const thumb = self.element('div', 'wxi-thumb');
    const figure = self.element('b', 'wxi-figure');
    track.append(fill, thumb);
    host.append(track, figure);
    Object.assign(state, { track, fill, thumb, figure });
    host.tabIndex = 0;
    set(self, numberOf(self, 'value'));
    dragged(host, {
      start(point) {
        if (flagOf(self, 'disabled')) return false;
        state['held'] = true;
        follow(self, point.x);
        return true;
      },
      move: (point) => follow(self, point.x),
      end() {
        state['held'] = false;
        self.setData({ value: state['value'] });
        self.fire('change', { value: state['value'] });
      },
    });
    host.addEventListener('keydown', (event) => byKey(self, event));
  },
  methods: {
    formValue: (self) => self.state['value'],
    reset: (self) => set(self, numberOf(self, 'min')),
  },
  css: `wx-slider{display:flex;align-items:center;margin:10px 18px;min-height:28px;touch-action:pan-y}
.wxi-track{position:relative;flex:1;height:2px;background:#e9e9e9}
.wxi-fill{position:absolute;left:0;top:0;height:100%;background:#1aad19}
.wxi-thumb{position:absolute;top:50%;border-radius:50%;box-shadow:0 0 4px rgba(0,0,0,.2);cursor:pointer}
.wxi-figure{min-width:1.5em;margin-left:20px;color:#888;font-size:15px;font-weight:400;text-align:center}`,
};

function follow(self: BuiltInSelf, x: number): void {
  const box = (self.state['track'] as HTMLElement).getBoundingClientRect();
  const [min, max] = [numberOf(self, 'min'), numberOf(self, 'max', 100)];
  const before = self.state['value'];
  set(self, min + clamp((x - box.left) / Math.max(1, box.width), 0, 1) * (max - min));
  if (self.state['value'] !== before) self.fire('changing', { value: self.state['value'] });
}

function set(self: BuiltInSelf, wanted: number): void {
  const [min, max] = [numberOf(self, 'min'), numberOf(self, 'max', 100)];
  const step = numberOf(self, 'step', 1) > 0 ? numberOf(self, 'step', 1) : 1;
  const value = clamp(min + Math.round((wanted - min) / step) * step, min, max);
  // 0.1 + 0.2: a step's own decimals are all the figure has.
  self.state['value'] = Number(value.toFixed((String(step).split('.')[1] ?? '').length));
  paint(self);
}

function paint(self: BuiltInSelf): void {
  const { track, fill, thumb, figure, value } = self.state as unknown as Record<string, HTMLElement> & {
    value: number;
  };
  const [min, max] = [numberOf(self, 'min'), numberOf(self, 'max', 100)];
  const share = max > min ? ((value - min) / (max - min)) * 100 : 0;
  const size = clamp(numberOf(self, 'blockSize', 28), 12, 28);
  Object.assign(thumb?.style ?? {}, {
    left: `${share}%`,
    width: `${size}px`,
    height: `${size}px`,
    margin: `${-size / 2}px 0 0 ${-size / 2}px`,
    background: textOf(self, 'blockColor'),
  });
  if (fill)
    Object.assign(fill.style, {
      width: `${share}%`,
      background: textOf(self, 'activeColor') || textOf(self, 'selectedColor'),
    });
  if (track) track.style.background = textOf(self, 'backgroundColor') || textOf(self, 'color');
  if (figure) {
    figure.hidden = !flagOf(self, 'showValue');
    figure.textContent = String(value);
  }
  const { host } = self;
  host.setAttribute('role', 'slider');
  for (const [name, now] of [
    ['valuemin', min],
    ['valuemax', max],
    ['valuenow', value],
  ] as const)
    host.setAttribute(`aria-${name}`, String(now));
}

function byKey(self: BuiltInSelf, event: KeyboardEvent): void {
  const direction = ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 } as const)[event.key as 'ArrowUp'];
  if (direction === undefined || flagOf(self, 'disabled')) return;
  event.preventDefault();
  set(self, (self.state['value'] as number) + direction * numberOf(self, 'step', 1));
  self.fire('change', { value: self.state['value'] });
}
