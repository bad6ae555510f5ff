import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { any, flag, flagOf, text, textOf } from '../property.js';
import { dressField, FIELD, focusWhenAsked, reportFocus, showValue, takeInput } from './field.js';

const KEYBOARDS: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal', tel: 'tel' };
const ENTER_KEYS: Readonly<Record<string, string>> = {
  send: 'send',
  search: 'search',
  next: 'next',
  go: 'go',
  done: 'done',
};

/** `<input>`: one line. `value` follows what is typed; a listener of `input` that returns a text or `{value, cursor}` rewrites it. */
export const input: BuiltIn = {
  tag: 'input',
  content: 'none',
  properties: {
    ...FIELD,
    type: text('text'),
    password: flag(),
    confirmType: text('done'),
    confirmHold: flag(),
    cursor: any(),
    alwaysEmbed: flag(),
    safePasswordCertPath: text(),
  },
  observers: {
    value: show,
    'type, password, placeholder, placeholderStyle, placeholderClass, disabled, maxlength, confirmType, ariaLabel':
      dress,
    focus: focusWhenAsked,
  },
  attached(self) {
    const field = self.element('input');
    self.state['field'] = field;
    self.host.append(field);
    dress(self);
    show(self);
    takeInput(self, field);
    reportFocus(self, field);
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      self.fire('confirm', { value: field.value });
      if (!flagOf(self, 'confirmHold')) field.blur();
    });
    focusWhenAsked(self);
  },
  methods: {
    formValue: (self) => fieldOf(self).value,
    reset(self) {
      fieldOf(self).value = '';
      self.setData({ value: '' });
    },
    activate: (self) => fieldOf(self).focus(),
  },
  css: `wx-input{display:grid;grid-template-columns:minmax(0,1fr);height:1.4rem;min-height:1.4rem;overflow:hidden;text-overflow:clip;white-space:nowrap;cursor:text}
wx-input>input{display:block;align-self:center;width:100%;height:100%;min-height:1.4rem;border:0;outline:0;background:none;padding:0;margin:0;font:inherit;color:inherit;text-align:inherit;letter-spacing:inherit;user-select:text;appearance:none}
wx-input>input:disabled{color:inherit;opacity:1;-webkit-text-fill-color:currentColor}
wx-input>input::placeholder,wx-textarea>textarea::placeholder{color:var(--wxi-hint,#808080);font-size:var(--wxi-hint-size,inherit);font-weight:var(--wxi-hint-weight,inherit);opacity:1}`,
};

function fieldOf(self: BuiltInSelf): HTMLInputElement {
  return self.state['field'] as HTMLInputElement;
}

function show(self: BuiltInSelf): void {
  showValue(self, fieldOf(self));
}

function dress(self: BuiltInSelf): void {
  const field = fieldOf(self);
  const type = textOf(self, 'type');
  field.type = flagOf(self, 'password') || type === 'safe-password' ? 'password' : 'text';
  field.inputMode = KEYBOARDS[type] ?? 'text';
  field.enterKeyHint = ENTER_KEYS[textOf(self, 'confirmType')] ?? 'done';
  field.setAttribute('autocomplete', type === 'nickname' ? 'nickname' : 'off');
  dressField(self, field);
}
