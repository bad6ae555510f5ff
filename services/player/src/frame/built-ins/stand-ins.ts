import type { BuiltIn, BuiltInProperty, BuiltInSelf } from '../built-in.js';
import { any, flag, text, textOf } from '../property.js';
import { spoken, type Words } from '../spoken.js';

interface StandIn extends Words {
  readonly properties?: Readonly<Record<string, BuiltInProperty>>;
  readonly css?: string;
}

const BOX =
  'display:flex;align-items:center;justify-content:center;box-sizing:border-box;min-height:60px;border:1px dashed #b5b5b5;background:#f2f2f2;color:#6b6b6b;font-size:13px;text-align:center';
const DEVICES: Readonly<Record<string, StandIn>> = {
  camera: {
    zh: '相机（手机上可用）',
    en: 'Camera (on a phone)',
    properties: {
      mode: text('normal'),
      resolution: text('medium'),
      devicePosition: text('back'),
      flash: text('auto'),
      frameSize: text('medium'),
    },
    css: 'height:300px',
  },
  'live-player': {
    zh: '直播（手机上可用）',
    en: 'Live stream (on a phone)',
    properties: {
      src: text(),
      mode: text('live'),
      autoplay: flag(),
      muted: flag(),
      orientation: text('vertical'),
      objectFit: text('contain'),
    },
    css: 'height:225px',
  },
  'live-pusher': {
    zh: '推流（手机上可用）',
    en: 'Live broadcast (on a phone)',
    properties: { url: text(), mode: text('RTC'), autopush: flag(), muted: flag(), enableCamera: flag(true) },
    css: 'height:225px',
  },
  'voip-room': {
    zh: '通话（手机上可用）',
    en: 'Call (on a phone)',
    properties: { openid: text(), mode: text('camera') },
  },
  'channel-live': {
    zh: '视频号直播（手机上可用）',
    en: 'Channels live (on a phone)',
    properties: { feedId: text(), finderUserName: text() },
  },
  'channel-video': {
    zh: '视频号视频（手机上可用）',
    en: 'Channels video (on a phone)',
    properties: { feedId: text(), finderUserName: text(), feedToken: text() },
  },
  editor: {
    zh: '富文本编辑器（手机上可用）',
    en: 'Rich text editor (on a phone)',
    properties: {
      readOnly: flag(),
      placeholder: text(),
      showImgSize: flag(),
      showImgToolbar: flag(),
      showImgResize: flag(),
    },
  },
};
/** Shown by WeChat only under conditions a preview never meets. */
const HIDDEN: Readonly<Record<string, Readonly<Record<string, BuiltInProperty>>>> = {
  'official-account': {},
  ad: { unitId: text(), adIntervals: any(), adType: text('banner'), adTheme: text('white') },
  'ad-custom': { unitId: text(), adIntervals: any() },
  'keyboard-accessory': {},
  'functional-page-navigator': { version: text('release'), name: text(), args: any() },
};
/** Tags that here are no more than a box around their children. */
const BOXES: Readonly<Record<string, Readonly<Record<string, BuiltInProperty>>>> = {
  block: {},
  span: {},
  'sticky-section': { pushPinnedHeader: flag(true) },
  'list-view': { padding: any() },
  'grid-view': { type: text('aligned'), crossAxisCount: any(2), mainAxisGap: any(0), crossAxisGap: any(0) },
  'share-element': { key: text(), transform: flag(), duration: any(300) },
  snapshot: {},
};
const BOX_STYLES: Readonly<Record<string, string>> = {
  block: 'display:contents',
  span: 'display:inline',
  'share-element': 'display:block',
};

export const stickyHeader: BuiltIn = {
  tag: 'sticky-header',
  content: 'slot',
  properties: { offsetTop: any(0), padding: any() },
  css: 'wx-sticky-header{display:block;position:sticky;top:0;z-index:1}',
};

/** `<web-view>`: a web page cannot be shown here and needs a business domain on a phone; the box names its address. */
export const webView: BuiltIn = {
  tag: 'web-view',
  content: 'none',
  properties: { src: text(), updateTitle: flag(true) },
  observers: { src: explain },
  attached: explain,
  css: `wx-web-view{position:absolute;inset:0;display:flex;flex-direction:column;gap:12px;align-items:center;justify-content:center;padding:24px;background:#f2f2f2;color:#4a4a4a;font-size:14px;text-align:center;word-break:break-all}`,
};

/** `<open-data>`: WeChat itself shows the shopper's name or picture; nobody is known here. */
export const openData: BuiltIn = {
  tag: 'open-data',
  content: 'none',
  properties: { type: text(), openGid: text(), lang: text('en'), defaultText: text(), defaultAvatar: text() },
  attached(self) {
    const picture = /avatar/i.test(textOf(self, 'type'));
    self.host.classList.toggle('wxi-avatar', picture);
    if (!picture)
      self.host.textContent = textOf(self, 'defaultText') || spoken(self, { zh: '微信用户', en: 'WeChat user' });
  },
  css: 'wx-open-data{display:inline}.wxi-avatar{display:block;min-width:20px;min-height:20px;height:100%;background:radial-gradient(circle at 50% 38%,#fff 22%,transparent 23%),radial-gradient(circle at 50% 105%,#fff 42%,transparent 43%),#d8d8d8}',
};

export const standIns: readonly BuiltIn[] = [
  ...Object.entries(DEVICES).map(([tag, device]) => standIn(tag, device)),
  ...Object.entries(HIDDEN).map(
    ([tag, properties]): BuiltIn => ({ tag, content: 'slot', properties, css: `wx-${tag}{display:none}` }),
  ),
  ...Object.entries(BOXES).map(
    ([tag, properties]): BuiltIn => ({
      tag,
      content: 'slot',
      properties,
      css: `wx-${tag}{${BOX_STYLES[tag] ?? 'display:block'}}`,
    }),
  ),
  stickyHeader,
  webView,
  openData,
];

function standIn(tag: string, { zh, en, properties = {}, css = '' }: StandIn): BuiltIn {
  return {
    tag,
    content: 'slot',
    properties,
    attached(self) {
      const words = self.element('div', 'wxi-stand-in');
      words.textContent = spoken(self, { zh, en });
      self.host.append(words);
      const remark = { zh: `<${tag}>：${zh}，此处以方框代替。`, en: `<${tag}>: ${en}; here a box stands in for it.` };
      self.services.remark(spoken(self, remark));
    },
    css: `wx-${tag}{position:relative;${BOX};${css}}`,
  };
}

const WEB_PAGE = { zh: '网页（web-view）', en: 'Web page (web-view)' };
const NOT_OPENED = {
  zh: '预览不打开网页；手机上需先把该域名配置为业务域名。',
  en: 'Not opened in the preview. On a phone its domain must be registered as a business domain.',
};

function explain(self: BuiltInSelf): void {
  const title = self.element('b');
  title.textContent = spoken(self, WEB_PAGE);
  const address = self.element('span');
  address.textContent = textOf(self, 'src');
  const reason = self.element('span');
  reason.textContent = spoken(self, NOT_OPENED);
  self.host.replaceChildren(title, address, reason);
  self.page.window.setTimeout(() => self.fire('error', { src: textOf(self, 'src') }), 0);
}
