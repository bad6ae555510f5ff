import type { AppId } from '../identity/ids.js';
import type { EventPush } from './push-types.js';

export type ShopperWrote = Extract<EventPush, { readonly kind: 'shopperWrote' }>;

/**
 * WeChat's own accounts that check a platform before 全网发布 (`shared/wechat/third-party-platform.md` §6): five official accounts, five
 * mini-programs. They belong to no merchant.
 */
const accounts: ReadonlyMap<string, string> = new Map([
  ['wx570bc396a51b8ff8', 'gh_3c884a361561'],
  ['wxd101a85aa106f53e', 'gh_8dad206e9538'],
  ['wx9252c5e0bb1836fc', 'gh_c0f28a78b318'],
  ['wxc39235c15087f6f3', 'gh_905ae9d01059'],
  ['wx8e1097c5bc82cde9', 'gh_3f222ed8d140'],
  ['wx7720d01d4b2a4500', 'gh_393666f1fdf4'],
  ['wx14550af28c71a144', 'gh_26128078e9ab'],
  ['wx05d483572dcd5d8b', 'gh_39abb5d4e1b7'],
  ['wxa35b9c23cfe664eb', 'gh_2b3713f184a6'],
  ['wx5910277cae6fd970', 'gh_7818dcb60240'],
]);

export function isPublicationMessage(appId: AppId | null, push: { readonly kind: string }): push is ShopperWrote {
  return push.kind === 'shopperWrote' && accounts.get(appId ?? '') === (push as ShopperWrote).userName;
}

/** The code that shall be exchanged and sent back through the interface; null in any other text. */
export function authorisationCodeIn(text: string): string | null {
  return /^QUERY_AUTH_CODE:(\S{1,600})$/.exec(text)?.[1] ?? null;
}

/** What shall be replied to the push itself; null when nothing. */
export function passiveReplyTo(text: string): string | null {
  return text === 'TESTCOMPONENT_MSG_TYPE_TEXT' ? `${text}_callback` : null;
}
