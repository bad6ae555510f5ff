import { button, element, icon } from './dom.js';
import type { Texts } from './texts.js';

export interface LayerOptions {
  readonly kind: string;
  readonly place: 'center' | 'bottom' | 'full';
  readonly label: string;
}

const TICK = 'M5 13l4.5 4.5L19 7';
const CROSS = 'M6 6l12 12M18 6L6 18';

/** What lies over the pages: dialogs one above the other, and one toast. */
export class Layers {
  readonly element: HTMLElement = element('div', { class: 'layers' });
  #toast: HTMLElement | null = null;
  #toastTimer = 0;
  readonly #open = new Set<() => void>();

  /**
   * Shows a dialog until it is answered; Escape and a tap beside it answer null. The focus goes into it and comes back.
   * @param build makes its contents; calling `answer` closes it
   */
  ask<T>(options: LayerOptions, build: (answer: (value: T | null) => void) => readonly Node[]): Promise<T | null> {
    return new Promise((resolve) => {
      const before = document.activeElement;
      const answer = (value: T | null) => {
        this.#open.delete(dismiss);
        layer.remove();
        if (before instanceof HTMLElement) before.focus({ preventScroll: true });
        resolve(value);
      };
      const dismiss = () => answer(null);
      const dialog = element('div', {
        class: `dialog dialog-${options.place}`,
        role: 'dialog',
        'aria-modal': 'true',
        'aria-label': options.label,
        'data-dialog': options.kind,
        tabindex: -1,
      });
      const layer = element('div', { class: `layer layer-${options.place}` }, dialog);
      dialog.append(...build(answer));
      layer.addEventListener('click', (event) => {
        if (event.target === layer && options.kind !== 'modal') dismiss();
      });
      layer.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') dismiss();
        if (event.key === 'Tab') keepFocus(dialog, event);
      });
      this.element.append(layer);
      this.#open.add(dismiss);
      const first = ['input:not([type=checkbox]),textarea', '[data-first]', 'button']
        .map((selector) => dialog.querySelector<HTMLElement>(selector))
        .find((found) => found !== null);
      (first ?? dialog).focus({ preventScroll: true });
    });
  }

  toast(title: string, kind: string, durationMs: number, mask: boolean): void {
    this.hideToast();
    const path = { success: TICK, error: CROSS }[kind];
    const picture = kind === 'loading' ? [element('i', { class: 'spinner' })] : path ? [icon(path, 40)] : [];
    const box = element(
      'div',
      { class: `toast toast-${kind}`, role: 'status' },
      ...picture,
      element('span', {}, title),
    );
    this.#toast = element('div', { class: mask ? 'toast-layer masked' : 'toast-layer' }, box);
    this.element.append(this.#toast);
    if (durationMs > 0) this.#toastTimer = window.setTimeout(() => this.hideToast(), durationMs);
  }

  hideToast(): void {
    window.clearTimeout(this.#toastTimer);
    this.#toast?.remove();
    this.#toast = null;
  }

  /** Dismisses everything, for a new run. */
  clear(): void {
    this.hideToast();
    for (const dismiss of [...this.#open].reverse()) dismiss();
  }
}

/** The row of a dialog's answers. */
export function answers(
  texts: Texts,
  options: {
    readonly confirm?: string;
    readonly cancel?: string | null;
    readonly confirmColor?: string;
    readonly cancelColor?: string;
  },
  answer: (confirmed: boolean) => void,
): HTMLElement {
  const row = element('div', { class: 'answers' });
  if (options.cancel !== null) {
    const cancel = button('answer cancel', options.cancel ?? texts.cancel, () => answer(false));
    cancel.dataset['answer'] = 'cancel';
    if (options.cancelColor) cancel.style.color = options.cancelColor;
    row.append(cancel);
  }
  const confirm = button('answer confirm', options.confirm ?? texts.confirm, () => answer(true));
  confirm.dataset['answer'] = 'confirm';
  confirm.dataset['first'] = '';
  if (options.confirmColor) confirm.style.color = options.confirmColor;
  row.append(confirm);
  return row;
}

function keepFocus(dialog: HTMLElement, event: KeyboardEvent): void {
  const inside = [...dialog.querySelectorAll<HTMLElement>('button,input,select,textarea,[tabindex="0"]')];
  const first = inside[0];
  const last = inside.at(-1);
  if (event.shiftKey && document.activeElement === first) last?.focus();
  else if (!event.shiftKey && document.activeElement === last) first?.focus();
  else return;
  event.preventDefault();
}
