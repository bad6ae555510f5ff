import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { pressByKey } from '../common.js';
import { enclosing, flag, flagOf, text, textOf } from '../property.js';

const CHECKED = 'on';
const MARK_STYLE = `
.wxi-mark{display:inline-block;position:relative;vertical-align:middle;box-sizing:border-box;width:23px;height:23px;margin-right:5px;border:1px solid #d1d1d1;background:#fff}
.wxi-checkbox{border-radius:3px}
.wxi-radio{border-radius:50%}
.wxi-mark.wxi-on::after{content:"";position:absolute;box-sizing:border-box;left:7px;top:3px;width:7px;height:12px;border:solid var(--wxi-color,#09bb07);border-width:0 2px 2px 0;transform:rotate(45deg)}
.wxi-radio.wxi-on{border-color:var(--wxi-color,#09bb07);background:var(--wxi-color,#09bb07)}
.wxi-radio.wxi-on::after{border-color:#fff}
.wxi-mark.wxi-off{background:#e1e1e1}
.wxi-mark.wxi-off.wxi-on::after{border-color:#adadad}
.wxi-radio.wxi-off.wxi-on{border-color:#d1d1d1;background:#e1e1e1}
wx-checkbox:focus-visible>.wxi-mark,wx-radio:focus-visible>.wxi-mark{outline:2px solid #10aeff;outline-offset:2px}
wx-checkbox:focus,wx-radio:focus{outline:none}`;

/** `<checkbox>`; its group tells of changes. */
export const checkbox: BuiltIn = choice('checkbox', (self) => {
  self.state[CHECKED] = !self.state[CHECKED];
});

/** `<radio>`: choosing it lets go of the others in its group. */
export const radio: BuiltIn = choice('radio', (self) => {
  if (self.state[CHECKED]) return false;
  for (const other of enclosing(self, 'radio-group')?.querySelectorAll('wx-radio') ?? []) self.ask(other, 'letGo');
  self.state[CHECKED] = true;
  return true;
});

/** `<checkbox-group>`: its value is the list of the chosen values, in the order of the page. */
export const checkboxGroup: BuiltIn = group('checkbox', (chosen) => chosen);

/** `<radio-group>`: its value is the chosen one. */
export const radioGroup: BuiltIn = group('radio', (chosen) => chosen[0] ?? '');

function choice(kind: 'checkbox' | 'radio', toggle: (self: BuiltInSelf) => boolean | void): BuiltIn {
  return {
    tag: kind,
    content: 'slot',
    properties: {
      value: text(),
      checked: flag(),
      disabled: flag(),
      color: text(),
      backgroundColor: text(),
      borderColor: text(),
      activeBackgroundColor: text(),
      activeBorderColor: text(),
      iconColor: text(),
    },
    observers: {
      checked(self) {
        self.state[CHECKED] = flagOf(self, 'checked');
        paint(self);
      },
      'disabled, color': paint,
    },
    attached(self) {
      const mark = self.element('i', `wxi-mark wxi-${kind}`);
      self.state['mark'] = mark;
      self.state[CHECKED] = flagOf(self, 'checked');
      self.host.prepend(mark);
      self.host.tabIndex = 0;
      paint(self);
      self.host.addEventListener('click', () => activate(self));
      self.host.addEventListener('keydown', pressByKey);
    },
    methods: {
      activate,
      letGo: (self) => set(self, false),
      isChosen: (self) => self.state[CHECKED],
      reset: (self) => set(self, false),
    },
    css: `wx-${kind}{display:inline-block}${kind === 'checkbox' ? MARK_STYLE : ''}`,
  };

  function activate(self: BuiltInSelf): void {
    if (flagOf(self, 'disabled') || toggle(self) === false) return;
    paint(self);
    const holder = enclosing(self, `${kind}-group`);
    if (holder) self.ask(holder, 'changed');
  }

  function set(self: BuiltInSelf, on: boolean): void {
    self.state[CHECKED] = on;
    paint(self);
  }

  function paint(self: BuiltInSelf): void {
    const mark = self.state['mark'] as HTMLElement;
    const on = self.state[CHECKED] === true;
    mark.classList.toggle('wxi-on', on);
    mark.classList.toggle('wxi-off', flagOf(self, 'disabled'));
    const color = textOf(self, 'color') || textOf(self, 'iconColor');
    if (color) mark.style.setProperty('--wxi-color', color);
    if (!textOf(self, 'ariaRole')) self.host.setAttribute('role', kind);
    self.host.setAttribute('aria-checked', String(on));
    self.host.setAttribute('aria-disabled', String(flagOf(self, 'disabled')));
  }
}

function group(kind: 'checkbox' | 'radio', value: (chosen: string[]) => unknown): BuiltIn {
  const members = (self: BuiltInSelf) => [...self.host.querySelectorAll(`wx-${kind}`)];
  const formValue = (self: BuiltInSelf) =>
    value(
      members(self)
        .filter((member) => self.ask(member, 'isChosen'))
        .map((member) => dataOf(member)['value'] as string),
    );
  return {
    tag: `${kind}-group`,
    content: 'slot',
    properties: { name: text() },
    attached(self) {
      if (kind === 'radio' && !textOf(self, 'ariaRole')) self.host.setAttribute('role', 'radiogroup');
    },
    methods: {
      formValue,
      changed: (self) => self.fire('change', { value: formValue(self) }),
      reset(self) {
        for (const member of members(self)) self.ask(member, 'reset');
      },
    },
    css: `wx-${kind}-group{display:block}`,
  };
}

function dataOf(element: Element): Readonly<Record<string, unknown>> {
  return (element as { __wxElement?: { data?: Readonly<Record<string, unknown>> } }).__wxElement?.data ?? {};
}
