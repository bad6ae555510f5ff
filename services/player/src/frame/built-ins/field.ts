import type { BuiltInSelf } from '../built-in.js';
import { any, flag, flagOf, number, numberOf, text, textOf } from '../property.js';
import { rpxToVw } from '../rpx.js';

/** What `<input>` and `<textarea>` share. */
export const FIELD = {
  name: text(),
  value: any(''),
  placeholder: text(),
  placeholderStyle: text(),
  placeholderClass: text('input-placeholder'),
  disabled: flag(),
  maxlength: number(140),
  focus: flag(),
  autoFocus: flag(),
  cursorSpacing: number(),
  selectionStart: number(-1),
  selectionEnd: number(-1),
  adjustPosition: flag(true),
  holdKeyboard: flag(),
} as const;

type Field = HTMLInputElement | HTMLTextAreaElement;

export function valueText(self: BuiltInSelf): string {
  const value = self.data['value'];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The property's value in the field; the cursor stays when it is there already. */
export function showValue(self: BuiltInSelf, field: Field): void {
  const value = valueText(self);
  if (field.value !== value) field.value = value;
}

export function dressField(self: BuiltInSelf, field: Field): void {
  field.disabled = flagOf(self, 'disabled');
  const most = numberOf(self, 'maxlength', 140);
  if (most >= 0) field.maxLength = most;
  else field.removeAttribute('maxlength');
  dressPlaceholder(self, field);
}

/** Typing: the property follows, then the mini-program hears of it. Half-typed Chinese is not reported before it is chosen. */
export function takeInput(self: BuiltInSelf, field: Field, typed?: () => void): void {
  let composing = false;
  const report = () => {
    if (composing) return;
    typed?.();
    self.setData({ value: field.value });
    const cursor = field.selectionStart ?? field.value.length;
    self.fire('input', { value: field.value, cursor, keyCode: field.value.charCodeAt(cursor - 1) || 0 });
  };
  field.addEventListener('compositionstart', () => {
    composing = true;
  });
  field.addEventListener('compositionend', () => {
    composing = false;
    report();
  });
  field.addEventListener('input', report);
}

export function reportFocus(self: BuiltInSelf, field: Field): void {
  let before = field.value;
  field.addEventListener('focus', () => {
    before = field.value;
    self.fire('focus', { value: field.value, height: 0 });
  });
  field.addEventListener('blur', () => {
    self.fire('blur', { value: field.value, cursor: field.selectionStart ?? field.value.length });
    if (field.value !== before) self.fire('change', { value: field.value });
  });
}

/** `focus="{{true}}"` while it is shown, and from the start. */
export function focusWhenAsked(self: BuiltInSelf): void {
  const field = self.state['field'] as Field | undefined;
  if (field === undefined) return;
  const asked = flagOf(self, 'focus') || flagOf(self, 'autoFocus');
  const focused = field.ownerDocument.activeElement === field;
  // Later, because the page may not be in view yet; without scrolling, because a phone moves the page by its keyboard.
  if (asked && !focused) self.page.window.setTimeout(() => field.focus({ preventScroll: false }), 0);
  else if (!asked && focused && self.state['askedFocus'] === true) field.blur();
  self.state['askedFocus'] = asked;
}

/** `placeholder-style` and `placeholder-class` reach the browser's own placeholder through custom properties. */
function dressPlaceholder(self: BuiltInSelf, field: Field): void {
  field.placeholder = textOf(self, 'placeholder');
  const words = textOf(self, 'ariaLabel') || textOf(self, 'placeholder');
  if (words) field.setAttribute('aria-label', words);
  const probe = self.element('span');
  probe.className = textOf(self, 'placeholderClass');
  probe.style.cssText = rpxToVw(textOf(self, 'placeholderStyle'));
  const looks = { color: '--wxi-hint', fontSize: '--wxi-hint-size', fontWeight: '--wxi-hint-weight' } as const;
  const bare = self.element('span');
  self.host.append(probe, bare);
  const [own, plain] = [probe, bare].map((each) => ({ ...pick(self.page.window.getComputedStyle(each)) }));
  probe.remove();
  bare.remove();
  for (const [look, variable] of Object.entries(looks)) {
    const value = own?.[look as keyof typeof looks] ?? '';
    const differs = value !== plain?.[look as keyof typeof looks];
    if (differs) field.style.setProperty(variable, value);
    else field.style.removeProperty(variable);
  }
}

function pick({ color, fontSize, fontWeight }: CSSStyleDeclaration) {
  return { color, fontSize, fontWeight };
}
