import type { FrameServices } from '../frame/frame-services.js';
import type { WxHost, WxPage } from '../wx/host.js';
import { share } from '../wx/messages.js';
import { askPhoneNumber } from '../wx/session.js';
import type { WxRun } from '../wx/wx.js';

const FONT_PX = 16;

/** What of the run the built-ins reach. */
export interface FrameHost extends WxHost {
  readonly wx: WxRun;
  pageOf(frame: unknown): WxPage | undefined;
}

/** The player round the page, as built-in tags see it. */
export function frameServices(app: FrameHost): FrameServices {
  return {
    assetUrl: (source, owner) => app.assetUrl(source, owner),
    classPrefix: (owner) => ((scope) => (scope === '' ? '' : `${scope}--`))(app.config.components[owner]?.scope ?? ''),
    callWx: (name, options) => app.wx.call(name, options),
    report: (where, error) => app.report(where, error),
    remark: (text) => app.remark(text),
    theme: () => app.theme,
    language: () => app.settings.language,
    fontSizePx: () => FONT_PX * app.settings.fontScale,
    pick: (request) => app.chrome.pick(request),
    openType: (kind, button, dataset) => openType(app, kind, button, dataset),
    dressPage: (frame, settings) => app.dress(app.pageOf(frame), settings),
  };
}

type Event = { readonly type: string; readonly detail: Readonly<Record<string, unknown>> } | null;

async function openType(
  app: FrameHost,
  kind: string,
  button: Readonly<Record<string, unknown>>,
  dataset: Readonly<Record<string, unknown>>,
): Promise<Event> {
  const { chrome } = app;
  switch (kind) {
    case 'getPhoneNumber':
    case 'getRealtimePhoneNumber':
      return await fromWork(kind, async () => {
        await app.wx.privacy.demand(kind);
        return { code: await askPhoneNumber(app) };
      });
    case 'chooseAvatar':
      return await fromWork(kind, async () => {
        await app.wx.privacy.demand(kind);
        const { tempFilePaths } = await app.wx.call('chooseImage', { count: 1 });
        return { avatarUrl: (tempFilePaths as string[])[0] };
      });
    case 'getUserInfo':
      return { type: 'getuserinfo', detail: await app.wx.call('getUserInfo') };
    case 'openSetting':
      return { type: 'opensetting', detail: await app.wx.call('openSetting') };
    case 'agreePrivacyAuthorization':
      app.wx.privacy.agree();
      return { type: 'agreeprivacyauthorization', detail: {} };
    case 'contact':
      chrome.layers.toast(chrome.texts.contact, 'none', 2000, false);
      return { type: 'contact', detail: { path: '', query: {} } };
    case 'share':
      await share(app, { target: { id: button['id'] ?? '', dataset } });
      return null;
    case 'launchApp':
      chrome.layers.toast(chrome.texts.jumpTo, 'none', 2000, false);
      return null;
    default:
      app.remark(`open-type="${kind}"`);
      return null;
  }
}

/** An event with WeChat's `errMsg`, whether it went well or not. */
async function fromWork(kind: string, work: () => Promise<Record<string, unknown>>): Promise<Event> {
  const type = kind.toLowerCase();
  try {
    return { type, detail: { ...(await work()), errMsg: `${kind}:ok` } };
  } catch (error) {
    const { message, errMsg } = error as { message?: string; errMsg?: string };
    return { type, detail: { errMsg: `${kind}:fail ${message ?? errMsg ?? ''}` } };
  }
}
