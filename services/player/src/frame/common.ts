import { playAnimation } from './animation/play.js';
import type { BuiltIn, BuiltInProperty, BuiltInSelf } from './built-in.js';
import { any, flag, flagOf, text, words } from './property.js';

const ARIA = [
  'label',
  'hidden',
  'disabled',
  'checked',
  'selected',
  'expanded',
  'pressed',
  'required',
  'readonly',
  'invalid',
  'haspopup',
  'modal',
  'live',
  'atomic',
  'busy',
  'level',
  'valuemin',
  'valuemax',
  'valuenow',
  'valuetext',
  'describedby',
  'labelledby',
  'controls',
  'owns',
  'current',
  'orientation',
  'multiselectable',
] as const;
const ARIA_PROPERTIES = ARIA.map((name) => [`aria${name[0]?.toUpperCase()}${name.slice(1)}`, `aria-${name}`] as const);
/** Roles a keyboard must be able to reach and press. */
const PRESSED_BY_KEY = new Set(['button', 'link', 'checkbox', 'radio', 'switch', 'tab', 'option', 'menuitem']);

/** The tag with what every tag has: `hidden`, `animation`, `aria-*` as real ARIA attributes. */
export function withCommon(builtIn: BuiltIn): BuiltIn {
  const { attached, observers, properties } = builtIn;
  return {
    ...builtIn,
    properties: { ...COMMON, ...properties },
    observers: {
      ...observers,
      ...both(observers, 'hidden', showOrHide),
      ...both(observers, 'animation', animate),
      ...Object.fromEntries(
        [...ARIA_PROPERTIES.map(([name]) => name), 'ariaRole', 'role'].map((name) => [name, describe]),
      ),
    },
    attached(self) {
      showOrHide(self);
      describe(self);
      attached?.(self);
      if (self.data['animation']) animate(self);
    },
  };
}

const COMMON: Readonly<Record<string, BuiltInProperty>> = {
  hidden: flag(),
  animation: any(),
  ariaRole: text(),
  role: text(),
  ...Object.fromEntries(ARIA_PROPERTIES.map(([name]) => [name, any()])),
};

function both(observers: BuiltIn['observers'], name: string, ours: (self: BuiltInSelf) => void) {
  const theirs = observers?.[name];
  return {
    [name]: (self: BuiltInSelf, ...values: readonly never[]) => {
      ours(self);
      theirs?.(self, ...values);
    },
  };
}

function showOrHide(self: BuiltInSelf): void {
  self.host.toggleAttribute('hidden', flagOf(self, 'hidden'));
}

function animate(self: BuiltInSelf): void {
  playAnimation(self.host, self.data['animation']);
}

function describe(self: BuiltInSelf): void {
  const { host } = self;
  for (const [name, attribute] of ARIA_PROPERTIES) {
    const value = self.data[name];
    if (value === null || value === undefined || value === '') {
      if (self.state[attribute]) host.removeAttribute(attribute);
      self.state[attribute] = false;
    } else {
      host.setAttribute(attribute, words(value));
      self.state[attribute] = true;
    }
  }
  const role = (self.data['ariaRole'] || self.data['role']) as string;
  if (!role) return;
  host.setAttribute('role', role);
  if (PRESSED_BY_KEY.has(role) && !host.hasAttribute('tabindex')) {
    host.tabIndex = 0;
    host.addEventListener('keydown', pressByKey);
  }
}

/** Enter and Space press what a finger would tap. */
export function pressByKey(event: KeyboardEvent): void {
  if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return;
  event.preventDefault();
  (event.currentTarget as HTMLElement).click();
}
