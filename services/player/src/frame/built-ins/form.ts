import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { flag, text, textOf } from '../property.js';

const FIELDS =
  'wx-input,wx-textarea,wx-picker,wx-picker-view,wx-switch,wx-slider,wx-radio-group,wx-checkbox-group,[data-wx-field]';
const ACTIVE = 'wx-checkbox,wx-radio,wx-switch,wx-input,wx-textarea,wx-button,wx-picker';

interface FieldElement extends Element {
  readonly __wxElement?: { readonly data: Readonly<Record<string, unknown>> };
}

/** `<form>`: `submit` carries the values of the fields inside by their `name`; `reset` empties them. */
export const form: BuiltIn = {
  tag: 'form',
  content: 'slot',
  properties: { reportSubmit: flag(), reportSubmitTimeout: { type: Number, value: 0 } },
  methods: {
    submit(self: BuiltInSelf, dataset: never) {
      const value = Object.fromEntries(fields(self).map((field) => [nameOf(field), valueOf(self, field)]));
      delete value[''];
      self.fire('submit', { value, formId: 'the formId is a mock one', target: { dataset } });
    },
    reset(self: BuiltInSelf, dataset: never) {
      for (const field of fields(self)) self.ask(field, 'reset');
      self.fire('reset', { target: { dataset } });
    },
  },
  css: 'wx-form{display:block}',
};

/** `<label>`: a tap on it is a tap on the field it names with `for`, or on the first one inside. */
export const label: BuiltIn = {
  tag: 'label',
  content: 'slot',
  properties: { for: text() },
  attached(self) {
    self.host.addEventListener('click', (event) => {
      const touched = (event.target as Element).closest(ACTIVE);
      if (touched && self.host.contains(touched)) return;
      const id = textOf(self, 'for');
      const field = id ? byId(self, id) : self.host.querySelector(ACTIVE);
      if (field && (!event.target || !field.contains(event.target as Node))) self.ask(field, 'activate');
    });
  },
  css: 'wx-label{display:inline-block}',
};

function fields(self: BuiltInSelf): FieldElement[] {
  return [...self.host.querySelectorAll(FIELDS)];
}

function nameOf(field: FieldElement): string {
  const name = field.__wxElement?.data['name'];
  return typeof name === 'string' ? name : '';
}

/** A built-in answers by itself; a component with the behaviour `wx://form-field` has a property `value`. */
function valueOf(self: BuiltInSelf, field: FieldElement): unknown {
  return field.hasAttribute('data-wx-field') ? field.__wxElement?.data['value'] : self.ask(field, 'formValue');
}

/** An id means the element of that id in the same template, which comes first in the page in all but contrived cases. */
function byId(self: BuiltInSelf, id: string): Element | null {
  const all = self.page.document.querySelectorAll(ACTIVE);
  return [...all].find((each) => (each as FieldElement & { id: string }).id === id || idOf(each) === id) ?? null;
}

function idOf(element: Element): string | undefined {
  return (element as { __wxElement?: { id?: string } }).__wxElement?.id;
}
