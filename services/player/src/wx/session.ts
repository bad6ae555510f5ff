import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, textOf, WxError } from './interface.js';
import { play } from './network.js';

const PROFILE = { nickName: '微信用户', avatarUrl: '', gender: 0, country: '', province: '', city: '', language: '' };
const PERMITTED = [
  'scope.userLocation',
  'scope.userFuzzyLocation',
  'scope.address',
  'scope.camera',
  'scope.writePhotosAlbum',
];

/** Log-in, payment and permissions. The other side is played by the server, which stands in for WeChat. */
export function sessionInterfaces(host: WxHost): Interfaces {
  const permitted = new Map<string, boolean>();
  const authSetting = () => ({ authSetting: Object.fromEntries(permitted) });
  return allAsynchronous(host, {
    login: async () => {
      demandWeChat(host);
      return { code: textOf((await play('login', {}))['code']) };
    },
    checkSession: () => {},
    getUserProfile: () => ({
      userInfo: PROFILE,
      rawData: JSON.stringify(PROFILE),
      signature: '',
      encryptedData: '',
      iv: '',
    }),
    getUserInfo: () => ({
      userInfo: PROFILE,
      rawData: JSON.stringify(PROFILE),
      signature: '',
      encryptedData: '',
      iv: '',
    }),
    requestPayment: async ({ package: prepay, timeStamp, nonceStr, paySign, signType }) => {
      demandWeChat(host);
      const { texts } = host.chrome;
      const request = { package: prepay, timeStamp, nonceStr, paySign, signType };
      const { payee, description, totalFen } = await play('cashier', request);
      const agreed = await host.chrome.form({
        kind: 'payment',
        title: `${texts.payTitle} · ${textOf(payee)}`,
        sum: yuan(Number(totalFen)),
        note: `${textOf(description)}\n${texts.payNote}`,
        confirm: texts.payNow,
        cancel: texts.payCancel,
      });
      if (!agreed) throw new WxError('cancel');
      await play('payment', request);
    },
    authorize: async ({ scope }) => {
      const name = textOf(scope);
      if (!PERMITTED.includes(name)) return;
      if (!permitted.get(name)) permitted.set(name, await permits(host, name));
      if (!permitted.get(name)) throw new WxError('auth deny', { errno: 103 });
    },
    getSetting: authSetting,
    openSetting: authSetting,
  });
}

/** The code behind a button's `getPhoneNumber`; throws `user deny` when it is refused. */
export async function askPhoneNumber(host: WxHost): Promise<string> {
  demandWeChat(host);
  const { texts } = host.chrome;
  const agreed = await host.chrome.form({
    kind: 'phone',
    title: texts.phoneTitle,
    fields: [{ name: 'phoneNumber', label: texts.phoneNote, value: '13800138000' }],
    confirm: texts.allow,
    cancel: texts.reject,
  });
  if (!agreed) throw new WxError('user deny', { errno: 1_400_001 });
  return textOf((await play('phone', { phoneNumber: agreed['phoneNumber'] }))['code']);
}

/** ¥19.98 of 1998 fen. */
function yuan(fen: number): string {
  return `¥${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

function demandWeChat(host: WxHost): void {
  if (host.package.wechat) return;
  host.chrome.layers.toast(host.chrome.texts.needsPhone, 'none', 2500, false);
  throw new WxError(host.chrome.texts.needsPhone);
}

async function permits(host: WxHost, scope: string): Promise<boolean> {
  const { texts } = host.chrome;
  const reason = reasonFor(host, scope);
  const agreed = await host.chrome.form({
    kind: 'permission',
    title: `${texts.permissionTitle} ${scope.replace('scope.', '')}`,
    ...(reason ? { note: reason } : {}),
    confirm: texts.allow,
    cancel: texts.reject,
  });
  return agreed !== null;
}

/** The words that `app.json` gives for a permission: `"permission": {"scope.userLocation": {"desc": "…"}}`. */
export function reasonFor(host: WxHost, scope: string): string | null {
  const permissions = host.config.app['permission'] as
    | Readonly<Record<string, { readonly desc?: unknown }>>
    | undefined;
  return textOf(permissions?.[scope]?.desc) || null;
}
