import type { PickAnswer, PickRequest } from '../frame/frame-services.js';
import { element } from './dom.js';
import { answers, type Layers } from './layers.js';
import type { Texts } from './texts.js';

const ROW_PX = 44;

/** The sheet of a `<picker>`: columns that turn by scrolling, by a tap on a row, or by the arrow keys. */
export function askPick(layers: Layers, texts: Texts, request: PickRequest): Promise<PickAnswer | null> {
  return layers.ask<PickAnswer>(
    { kind: 'picker', place: 'bottom', label: request.title ?? texts.confirm },
    (answer) => {
      let columns = request.columns;
      let value = columns.map((_, index) => request.value[index] ?? 0);
      const wheels = element('div', { class: 'wheels' });
      const turned = (column: number, row: number) => {
        if (value[column] === row) return;
        value = value.map((each, index) => (index === column ? row : each));
        const changed = request.onColumn?.(column, row, value);
        if (!changed) return;
        columns = changed.columns;
        value = columns.map((_, index) => changed.value[index] ?? 0);
        paint(column);
      };
      const paint = (kept: number | null) => {
        columns.forEach((rows, index) => {
          const old = wheels.children[index];
          if (index === kept && old) return;
          const made = wheel(rows, value[index] ?? 0, (row) => turned(index, row));
          if (old) old.replaceWith(made);
          else wheels.append(made);
          made.scrollTop = (value[index] ?? 0) * ROW_PX;
        });
        while (wheels.children.length > columns.length) wheels.lastElementChild?.remove();
      };
      queueMicrotask(() => paint(null));
      const head = request.title ? [element('h2', {}, request.title)] : [];
      return [...head, wheels, answers(texts, {}, (confirmed) => answer(confirmed ? { value } : null))];
    },
  );
}

function wheel(rows: readonly string[], chosen: number, turned: (row: number) => void): HTMLElement {
  const options = rows.map((text, row) =>
    element('div', { role: 'option', 'aria-selected': String(row === chosen) }, text),
  );
  const made = element('div', { class: 'wheel', role: 'listbox', tabindex: 0 }, ...options);
  const mark = (row: number) => {
    const fit = Math.max(0, Math.min(rows.length - 1, row));
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === fit)));
    turned(fit);
    return fit;
  };
  const go = (row: number) => {
    made.scrollTop = mark(row) * ROW_PX;
  };
  const current = () => options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  options.forEach((option, row) => option.addEventListener('click', () => go(row)));
  made.addEventListener('scroll', () => mark(Math.round(made.scrollTop / ROW_PX)));
  made.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(current() + step);
  });
  return made;
}
