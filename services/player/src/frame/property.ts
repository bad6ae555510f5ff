import type { BuiltInProperty, BuiltInSelf } from './built-in.js';

export const text = (value = ''): BuiltInProperty => ({ type: String, value });
export const flag = (value = false): BuiltInProperty => ({ type: Boolean, value });
export const number = (value = 0): BuiltInProperty => ({ type: Number, value });
/** Any type: what WeChat takes as a number or a text, lists, and values that are absent by default. */
export const any = (value: unknown = null): BuiltInProperty => ({ type: null, value });

export function textOf(self: BuiltInSelf, name: string): string {
  return words(self.data[name]);
}

/** A value as text; nothing for what is no text, number or boolean. */
export function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function flagOf(self: BuiltInSelf, name: string): boolean {
  return Boolean(self.data[name]);
}

export function numberOf(self: BuiltInSelf, name: string, absent = 0): number {
  const value = self.data[name];
  const parsed = typeof value === 'number' ? value : typeof value === 'string' ? Number.parseFloat(value) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : absent;
}

/** A length in CSS pixels: `20`, `'20px'` and `'40rpx'` are the same on a page of 375 px. */
export function pixelsOf(self: BuiltInSelf, value: unknown, absent = 0): number {
  const size = typeof value === 'number' ? value : Number.parseFloat(typeof value === 'string' ? value : '');
  if (!Number.isFinite(size)) return absent;
  const width = self.page.document.documentElement.clientWidth;
  return typeof value === 'string' && /rpx\s*$/i.test(value) ? (size * width) / 750 : size;
}

/** The nearest element of a tag that holds this one. */
export function enclosing(self: BuiltInSelf, tag: string): HTMLElement | null {
  return self.host.parentElement?.closest<HTMLElement>(`wx-${tag}`) ?? null;
}

/** Attributes on the element that the built-in's styles select by; absent when empty or false. */
export function reflect(self: BuiltInSelf, ...names: readonly string[]): void {
  for (const name of names) {
    const value = self.data[name];
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (value === true || (typeof value === 'string' && value !== ''))
      self.host.setAttribute(attribute, value === true ? '' : value);
    else self.host.removeAttribute(attribute);
  }
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
