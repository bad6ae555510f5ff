import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { any, flag, flagOf } from '../property.js';
import { dressField, FIELD, focusWhenAsked, reportFocus, showValue, takeInput } from './field.js';

/** `<textarea>`: several lines; with `auto-height` as high as its text. */
export const textarea: BuiltIn = {
  tag: 'textarea',
  content: 'none',
  properties: {
    ...FIELD,
    autoHeight: flag(),
    fixed: flag(),
    cursor: any(),
    showConfirmBar: flag(true),
    confirmType: { type: String, value: 'return' },
    confirmHold: flag(),
    disableDefaultPadding: flag(),
  },
  observers: {
    value: show,
    'placeholder, placeholderStyle, placeholderClass, disabled, maxlength, autoHeight, ariaLabel': dress,
    focus: focusWhenAsked,
  },
  attached(self) {
    const field = self.element('textarea');
    field.rows = 1;
    self.state['field'] = field;
    self.host.append(field);
    dress(self);
    show(self);
    takeInput(self, field, () => fit(self));
    reportFocus(self, field);
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && self.data['confirmType'] !== 'return') {
        event.preventDefault();
        self.fire('confirm', { value: field.value });
      }
    });
    focusWhenAsked(self);
  },
  methods: {
    formValue: (self) => fieldOf(self).value,
    reset(self) {
      fieldOf(self).value = '';
      self.setData({ value: '' });
      fit(self);
    },
    activate: (self) => fieldOf(self).focus(),
  },
  css: `wx-textarea{display:block;position:relative;width:300px;height:150px;cursor:text}
wx-textarea>textarea{display:block;width:100%;height:100%;box-sizing:border-box;border:0;outline:0;background:none;padding:0;margin:0;resize:none;font:inherit;color:inherit;letter-spacing:inherit;text-align:inherit;user-select:text}
wx-textarea>textarea:disabled{opacity:1;-webkit-text-fill-color:currentColor}`,
};

function fieldOf(self: BuiltInSelf): HTMLTextAreaElement {
  return self.state['field'] as HTMLTextAreaElement;
}

function show(self: BuiltInSelf): void {
  showValue(self, fieldOf(self));
  fit(self);
}

function dress(self: BuiltInSelf): void {
  dressField(self, fieldOf(self));
  fit(self);
}

function fit(self: BuiltInSelf): void {
  const field = fieldOf(self);
  if (!flagOf(self, 'autoHeight')) {
    setOwnStyle(self, '');
    return;
  }
  setOwnStyle(self, 'height:auto');
  field.style.height = 'auto';
  const height = field.scrollHeight;
  field.style.height = `${height}px`;
  if (self.state['height'] === height) return;
  self.state['height'] = height;
  const lineHeight = Number.parseFloat(self.page.window.getComputedStyle(field).lineHeight) || height;
  self.fire('linechange', {
    height,
    heightRpx: (height * 750) / self.page.document.documentElement.clientWidth,
    lineCount: Math.round(height / lineHeight),
  });
}
