import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, textOf, WxError } from './interface.js';
import { says } from './navigation.js';
import { play } from './network.js';

const MOST_TEMPLATES = 3;

/** Messages to the shopper, the customer service, sharing. */
export function messageInterfaces(host: WxHost): Interfaces {
  const { chrome } = host;
  return {
    showShareImageMenu: undefined,
    ...allAsynchronous(host, {
      requestSubscribeMessage: async ({ tmplIds }) => {
        const ids = Array.isArray(tmplIds) ? tmplIds.map(String) : [];
        if (ids.length === 0) throw new WxError("TmplIds can't be empty", { errCode: 10_001 });
        if (ids.length > MOST_TEMPLATES) throw new WxError('Template ID too many', { errCode: 20_003 });
        const { texts } = chrome;
        const chosen = await chrome.form({
          kind: 'subscribe',
          title: texts.subscribeTitle,
          note: texts.subscribeNote,
          fields: ids.map((id, index) => ({
            name: id,
            label: `${texts.message} ${index + 1} · ${id.slice(0, 12)}`,
            value: 'on',
            type: 'checkbox' as const,
          })),
          confirm: texts.allow,
          cancel: texts.reject,
        });
        const answers = Object.fromEntries(ids.map((id) => [id, chosen?.[id] === 'on' ? 'accept' : 'reject']));
        if (host.package.wechat) {
          await play('subscribe', { tmplIds: ids, answers }).catch((error: unknown) => host.report('subscribe', error));
        }
        return answers;
      },
      openCustomerServiceChat: () => says(host, chrome.texts.contact),
      showShareMenu: () => {},
      hideShareMenu: () => {},
      updateShareMenu: () => {},
      shareAppMessage: () => share(host, {}),
      addCard: () => {
        throw new WxError('cancel');
      },
    }),
  };
}

/** What the page answers to "share" is shown: title and path are what a friend would see. */
export async function share(host: WxHost, from: Readonly<Record<string, unknown>>): Promise<void> {
  const page = host.top;
  const method = page?.caller['onShareAppMessage'];
  const answer =
    typeof method === 'function'
      ? await (method.call(page?.caller, { from: 'button', ...from }) as unknown)
      : undefined;
  const { title, path } = (answer ?? {}) as { title?: unknown; path?: unknown };
  const text = [textOf(title) || host.package.title || '', textOf(path) || page?.route || '']
    .filter(Boolean)
    .join('\n');
  await host.chrome.modal({
    title: host.chrome.texts.shareTitle,
    content: text,
    editable: false,
    placeholder: '',
    cancel: null,
    confirm: host.chrome.texts.done,
  });
}
