import { MessageCrypto } from '../crypto/message-crypto.js';
import type { Push } from '../state/model.js';
import type { World } from '../world.js';
import { findConversation } from './conversation.js';

/**
 * A message may be answered with an encrypted `transfer_customer_service`, From and To swapped: WeChat's own console then takes the
 * conversation. No other passive reply exists for mini-programs (login-and-user.md §8), so any other text counts as no answer.
 */
export function listenForHandOvers(world: World): void {
  const { pushToken, pushAesKey, componentAppid } = world.env;
  const crypto = new MessageCrypto(pushToken, pushAesKey, componentAppid);
  world.pusher.takesReply = (push, reply) => {
    const text = decrypted(crypto, reply);
    const openid = text === null ? null : handedOver(push, text);
    const app = openid === null ? null : world.findApp(push.appid);
    if (!app || openid === null) return false;
    const conversation = findConversation(app, openid);
    if (conversation !== null) conversation.isHandedOver = true;
    return true;
  };
}

function decrypted(crypto: MessageCrypto, reply: string): string | null {
  const encrypted = member(reply, 'Encrypt');
  const signature = member(reply, 'MsgSignature');
  if (
    encrypted === null ||
    crypto.sign(member(reply, 'TimeStamp') ?? '', member(reply, 'Nonce') ?? '', encrypted) !== signature
  )
    return null;
  try {
    return crypto.decrypt(encrypted).message;
  } catch {
    return null;
  }
}

/** The person whose conversation it is, when the reply hands it over. */
function handedOver(push: Push, text: string): string | null {
  const openid = member(push.plaintext, 'FromUserName');
  const isSwapped =
    member(text, 'ToUserName') === openid && member(text, 'FromUserName') === member(push.plaintext, 'ToUserName');
  return member(text, 'MsgType') === 'transfer_customer_service' && isSwapped ? openid : null;
}

const member = (xml: string, name: string): string | null =>
  new RegExp(`<${name}>(?:<!\\[CDATA\\[)?(.*?)(?:\\]\\]>)?</${name}>`, 's').exec(xml)?.[1] ?? null;
