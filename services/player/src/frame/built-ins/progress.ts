import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, clamp, flag, flagOf, number, numberOf, pixelsOf, text, textOf } from '../property.js';

/** `<progress>`: a bar; with `active` it grows to its value and says when it is there. */
export const progress: BuiltIn = {
  tag: 'progress',
  content: 'none',
  properties: {
    percent: number(),
    showInfo: flag(),
    borderRadius: any(0),
    fontSize: any(16),
    strokeWidth: any(6),
    color: text('#09bb07'),
    activeColor: text(),
    backgroundColor: text('#ebebeb'),
    active: flag(),
    activeMode: text('backwards'),
    duration: number(30),
  },
  observers: {
    percent: grow,
    'showInfo, strokeWidth, color, activeColor, backgroundColor, borderRadius, fontSize': draw,
  },
  attached(self) {
    const bar = self.element('div', 'wxi-bar');
    const done = self.element('div', 'wxi-done');
    const figure = self.element('b', 'wxi-percent');
    bar.append(done);
    self.host.append(bar, figure);
    Object.assign(self.state, { bar, done, figure, shown: 0 });
    self.host.setAttribute('role', 'progressbar');
    grow(self);
  },
  detached: (self) => self.page.window.clearInterval(self.state['timer'] as number | undefined),
  css: `wx-progress{display:flex;align-items:center}
.wxi-bar{flex:1;overflow:hidden}
.wxi-done{height:100%}
.wxi-percent{min-width:2em;margin-left:15px;font-weight:400;text-align:center}`,
};

function grow(self: BuiltInSelf): void {
  const { window } = self.page;
  const target = clamp(numberOf(self, 'percent'), 0, 100);
  window.clearInterval(self.state['timer'] as number | undefined);
  if (!flagOf(self, 'active')) {
    self.state['shown'] = target;
    draw(self);
    return;
  }
  if (textOf(self, 'activeMode') !== 'forwards' || Number(self.state['shown']) > target) self.state['shown'] = 0;
  const step = () => {
    self.state['shown'] = Math.min(target, Number(self.state['shown']) + 1);
    draw(self);
    if (Number(self.state['shown']) < target) return;
    window.clearInterval(self.state['timer'] as number | undefined);
    self.fire('activeend', { curPercent: target });
  };
  self.state['timer'] = window.setInterval(step, Math.max(1, numberOf(self, 'duration', 30)));
}

function draw(self: BuiltInSelf): void {
  const { bar, done, figure } = self.state as Record<string, HTMLElement | undefined>;
  if (!bar || !done || !figure) return;
  const shown = Number(self.state['shown']);
  Object.assign(bar.style, {
    height: `${pixelsOf(self, self.data['strokeWidth'], 6)}px`,
    background: textOf(self, 'backgroundColor'),
    borderRadius: `${pixelsOf(self, self.data['borderRadius'])}px`,
  });
  Object.assign(done.style, { width: `${shown}%`, background: textOf(self, 'activeColor') || textOf(self, 'color') });
  figure.hidden = !flagOf(self, 'showInfo');
  figure.textContent = `${shown}%`;
  figure.style.fontSize = `${pixelsOf(self, self.data['fontSize'], 16)}px`;
  for (const [name, value] of [
    ['valuemin', 0],
    ['valuemax', 100],
    ['valuenow', shown],
  ] as const)
    self.host.setAttribute(`aria-${name}`, String(value));
}
