import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { pressByKey } from '../common.js';
import { flag, flagOf, text, textOf } from '../property.js';

/** `<switch>`, or a box to tick with `type="checkbox"`. */
export const switchButton: BuiltIn = {
  tag: 'switch',
  content: 'none',
  properties: { name: text(), checked: flag(), disabled: flag(), type: text('switch'), color: text() },
  observers: {
    checked(self) {
      self.state['on'] = flagOf(self, 'checked');
      paint(self);
    },
    'disabled, color': paint,
  },
  attached(self) {
    const box = textOf(self, 'type') === 'checkbox';
    self.state['track'] = self.element('i', box ? 'wxi-mark wxi-checkbox' : 'wxi-switch');
    self.state['on'] = flagOf(self, 'checked');
    self.host.append(self.state['track'] as HTMLElement);
    self.host.tabIndex = 0;
    paint(self);
    self.host.addEventListener('click', () => activate(self));
    self.host.addEventListener('keydown', pressByKey);
  },
  methods: {
    activate,
    formValue: (self) => self.state['on'],
    reset(self) {
      self.state['on'] = false;
      paint(self);
    },
  },
  css: `wx-switch{display:inline-block;vertical-align:middle}
wx-switch:focus{outline:none}
wx-switch:focus-visible>i{outline:2px solid #10aeff;outline-offset:2px}
.wxi-switch{display:inline-block;position:relative;box-sizing:border-box;vertical-align:middle;width:52px;height:32px;margin-right:5px;border:1px solid #dfdfdf;border-radius:16px;background:#dfdfdf;transition:background-color .1s,border .1s}
.wxi-switch::before{content:"";position:absolute;top:0;left:0;width:50px;height:30px;border-radius:15px;background:#fdfdfd;transition:transform .3s}
.wxi-switch::after{content:"";position:absolute;top:0;left:0;width:30px;height:30px;border-radius:15px;background:#fff;box-shadow:0 1px 3px rgba(0,0,0,.4);transition:transform .3s}
.wxi-switch.wxi-on{border-color:var(--wxi-color,#04be02);background:var(--wxi-color,#04be02)}
.wxi-switch.wxi-on::before{transform:scale(0)}
.wxi-switch.wxi-on::after{transform:translateX(20px)}
.wxi-switch.wxi-off{opacity:.7}`,
};

function activate(self: BuiltInSelf): void {
  if (flagOf(self, 'disabled')) return;
  self.state['on'] = self.state['on'] !== true;
  paint(self);
  self.setData({ checked: self.state['on'] });
  self.fire('change', { value: self.state['on'] });
}

function paint(self: BuiltInSelf): void {
  const track = self.state['track'] as HTMLElement;
  const on = self.state['on'] === true;
  track.classList.toggle('wxi-on', on);
  track.classList.toggle('wxi-off', flagOf(self, 'disabled'));
  const color = textOf(self, 'color');
  if (color) track.style.setProperty('--wxi-color', color);
  if (!textOf(self, 'ariaRole')) self.host.setAttribute('role', 'switch');
  self.host.setAttribute('aria-checked', String(on));
  self.host.setAttribute('aria-disabled', String(flagOf(self, 'disabled')));
}
