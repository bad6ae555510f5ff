import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, numberOf, textOf, WxError } from './interface.js';

const TOAST_MS = 1500;

/** Toasts, questions and lists. */
export function feedbackInterfaces(host: WxHost): Interfaces {
  const { chrome } = host;
  return allAsynchronous(host, {
    showToast: (options) => {
      const kind = textOf(options['image']) ? 'none' : textOf(options['icon']) || 'success';
      chrome.layers.toast(
        textOf(options['title']),
        kind,
        numberOf(options['duration'], TOAST_MS),
        options['mask'] === true,
      );
    },
    hideToast: () => chrome.layers.hideToast(),
    showLoading: (options) => chrome.layers.toast(textOf(options['title']), 'loading', 0, options['mask'] === true),
    hideLoading: () => chrome.layers.hideToast(),
    showModal: async (options) => {
      const answer = await chrome.modal({
        title: textOf(options['title']),
        content: textOf(options['content']),
        editable: options['editable'] === true,
        placeholder: textOf(options['placeholderText']),
        cancel: options['showCancel'] === false ? null : textOf(options['cancelText']) || chrome.texts.cancel,
        confirm: textOf(options['confirmText']) || chrome.texts.confirm,
        ...colour('confirmColor', options['confirmColor']),
        ...colour('cancelColor', options['cancelColor']),
      });
      const confirm = answer !== null;
      return { confirm, cancel: !confirm, content: confirm && options['editable'] === true ? answer : null };
    },
    showActionSheet: async (options) => {
      const items = (options['itemList'] as string[] | undefined) ?? [];
      if (items.length === 0 || items.length > 6)
        throw new WxError('parameter error: itemList should have 1 to 6 items');
      const title = textOf(options['alertText']);
      const tapIndex = await chrome.sheet(items.map(String), {
        ...(title ? { title } : {}),
        ...colour('color', options['itemColor']),
      });
      if (tapIndex === null) throw new WxError('cancel');
      return { tapIndex };
    },
    enableAlertBeforeUnload: () => host.remark('enableAlertBeforeUnload: pages are left without asking here'),
    disableAlertBeforeUnload: () => {},
  });
}

function colour<K extends string>(name: K, value: unknown): Partial<Record<K, string>> {
  return (typeof value === 'string' && value !== '' ? { [name]: value } : {}) as Partial<Record<K, string>>;
}
