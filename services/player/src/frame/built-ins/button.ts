import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { pressByKey } from '../common.js';
import { enclosing, flag, flagOf, number, reflect, text, textOf } from '../property.js';
import { HOVER } from './hover.js';

const REFLECTED = ['size', 'type', 'plain', 'disabled', 'loading'] as const;

/** `<button>`: looks by type and size, submits or resets its form, and opens what `open-type` names. */
export const button: BuiltIn = {
  tag: 'button',
  content: 'slot',
  properties: {
    ...HOVER('button-hover'),
    hoverStartTime: number(20),
    hoverStayTime: number(70),
    size: text(),
    type: text(),
    plain: flag(),
    disabled: flag(),
    loading: flag(),
    formType: text(),
    openType: text(),
    lang: text('en'),
    sessionFrom: text(),
    sendMessageTitle: text(),
    sendMessagePath: text(),
    sendMessageImg: text(),
    showMessageCard: flag(),
    appParameter: text(),
    name: text(),
  },
  observers: { 'size, type, plain, disabled, loading': dress },
  attached(self) {
    dress(self);
    self.host.addEventListener('click', () => press(self));
    self.host.addEventListener('keydown', pressByKey);
  },
  methods: { activate: (self) => self.host.click() },
  css: `wx-button{position:relative;display:block;margin-left:auto;margin-right:auto;padding-left:14px;padding-right:14px;box-sizing:border-box;font-size:18px;text-align:center;text-decoration:none;line-height:2.55555556;border-radius:5px;overflow:hidden;color:#000;background-color:#f8f8f8;cursor:pointer}
wx-button::after{content:" ";width:200%;height:200%;position:absolute;top:0;left:0;border:1px solid rgba(0,0,0,.2);transform:scale(.5);transform-origin:0 0;box-sizing:border-box;border-radius:10px;pointer-events:none}
wx-button:focus-visible{outline:2px solid #10aeff;outline-offset:2px}
wx-button[type=primary]{color:#fff;background-color:#1aad19}
wx-button[type=warn]{color:#fff;background-color:#e64340}
wx-button[plain]{color:#353535;border:1px solid #353535;background-color:transparent}
wx-button[plain]::after{border-width:0}
wx-button[plain][type=primary]{color:#1aad19;border-color:#1aad19;background-color:transparent}
wx-button[plain][type=warn]{color:#e64340;border-color:#e64340;background-color:transparent}
wx-button[size=mini]{display:inline-block;line-height:2.3;font-size:13px;padding:0 1.34em}
wx-button[disabled]{color:rgba(0,0,0,.3);background-color:#f7f7f7;cursor:default}
wx-button[disabled][type=primary]{color:rgba(255,255,255,.6);background-color:#9ed99d}
wx-button[disabled][type=warn]{color:rgba(255,255,255,.6);background-color:#ec8b89}
wx-button[disabled][plain]{color:rgba(0,0,0,.2);border-color:rgba(0,0,0,.2);background-color:#f7f7f7}
wx-button.button-hover{color:rgba(0,0,0,.6);background-color:#dedede}
wx-button[type=primary].button-hover{color:rgba(255,255,255,.6);background-color:#179b16}
wx-button[type=warn].button-hover{color:rgba(255,255,255,.6);background-color:#ce3c39}
wx-button[loading]::before{content:" ";display:inline-block;width:18px;height:18px;vertical-align:middle;margin-right:5px;box-sizing:border-box;border:2px solid;border-right-color:transparent;border-radius:50%;animation:wxi-turn 1s steps(12) infinite}
@keyframes wxi-turn{to{transform:rotate(360deg)}}`,
};

function dress(self: BuiltInSelf): void {
  reflect(self, ...REFLECTED);
  const { host } = self;
  if (!textOf(self, 'ariaRole')) host.setAttribute('role', 'button');
  host.tabIndex = flagOf(self, 'disabled') ? -1 : 0;
  host.setAttribute('aria-disabled', String(flagOf(self, 'disabled')));
}

function press(self: BuiltInSelf): void {
  if (flagOf(self, 'disabled')) return;
  const form = enclosing(self, 'form');
  const formType = textOf(self, 'formType');
  // After the tap listeners, which may still change the values.
  if (form && (formType === 'submit' || formType === 'reset'))
    self.page.window.setTimeout(() => self.ask(form, formType, self.dataset), 0);
  const openType = textOf(self, 'openType');
  if (openType !== '')
    open(self, openType).catch((error: unknown) => self.services.report(`button ${openType}`, error));
}

const AGREE = 'agreePrivacyAuthorization';

/** `getPhoneNumber|agreePrivacyAuthorization`: both, one after the other. */
async function open(self: BuiltInSelf, openTypes: string): Promise<void> {
  const kinds = openTypes.split('|').map((kind) => kind.trim());
  const agreeFirst = kinds.toSorted((one, other) => Number(other === AGREE) - Number(one === AGREE));
  for (const kind of agreeFirst) {
    const event = await self.services.openType(kind, { ...self.data, id: self.host.id }, self.dataset);
    if (event) self.fire(event.type, event.detail);
  }
}
