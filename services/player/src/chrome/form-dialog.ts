import { element } from './dom.js';
import { answers, type Layers } from './layers.js';
import type { Texts } from './texts.js';

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'checkbox';
}

export interface FormDialog {
  readonly kind: string;
  readonly title: string;
  /** Money, large. */
  readonly sum?: string;
  readonly note?: string;
  readonly fields?: readonly FormField[];
  /** Buttons that answer at once with values of their own. */
  readonly choices?: readonly { readonly label: string; readonly values: Readonly<Record<string, string>> }[];
  readonly confirm?: string;
  readonly cancel?: string | null;
}

/** A sheet that asks for something a phone would ask for; the filled fields (a ticked box is `on`), or null when it was dismissed. */
export function askForm(layers: Layers, texts: Texts, form: FormDialog): Promise<Record<string, string> | null> {
  return layers.ask<Record<string, string>>({ kind: form.kind, place: 'bottom', label: form.title }, (answer) => {
    const fields = (form.fields ?? []).map((field) => {
      const checkbox = field.type === 'checkbox';
      const input = element('input', { name: field.name, type: field.type ?? 'text', autocomplete: 'off' });
      if (checkbox) input.checked = field.value === 'on';
      else input.value = field.value;
      return { field, input, row: element('label', { class: checkbox ? 'field tick' : 'field' }, field.label, input) };
    });
    const confirm = (confirmed: boolean) => {
      if (!confirmed) return answer(null);
      const values = fields.map(({ field, input }) => [
        field.name,
        input.type === 'checkbox' ? (input.checked ? 'on' : '') : input.value.trim(),
      ]);
      answer(Object.fromEntries(values) as Record<string, string>);
    };
    const choices = (form.choices ?? []).map(({ label, values }) => {
      const choose = element('button', { class: 'choice', type: 'button' }, label);
      choose.addEventListener('click', () => answer({ ...values }));
      return choose;
    });
    const body = element('form', { class: 'form' }, ...fields.map(({ row }) => row), ...choices);
    body.addEventListener('submit', (event) => {
      event.preventDefault();
      confirm(true);
    });
    return [
      element('h2', {}, form.title),
      ...(form.sum ? [element('p', { class: 'sum' }, form.sum)] : []),
      ...(form.note ? [element('p', { class: 'note' }, form.note)] : []),
      body,
      answers(
        texts,
        {
          ...(form.confirm ? { confirm: form.confirm } : {}),
          ...(form.cancel === undefined ? {} : { cancel: form.cancel }),
        },
        confirm,
      ),
    ];
  });
}
