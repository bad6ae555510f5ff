import { readPassiveReply } from '../platform/passive-reply.js';
import { readMember } from '../protocol/xml.js';
import type { Push } from '../state/model.js';
import type { World } from '../world.js';
import { findConversation } from './conversation.js';

/**
 * A message may be answered with an encrypted `transfer_customer_service`, From and To swapped: WeChat's own console then takes the
 * conversation. No other passive reply exists for mini-programs (login-and-user.md §8), so any other text counts as no answer.
 */
export function listenForHandOvers(world: World): void {
  world.pusher.takesReply = (push, reply) => {
    const text = readPassiveReply(world.messageCrypto, reply);
    const openid = text === null ? null : handedOver(push, text);
    const app = openid === null ? null : world.findApp(push.appid);
    if (!app || openid === null) return false;
    const conversation = findConversation(app, openid);
    if (conversation !== null) conversation.isHandedOver = true;
    return true;
  };
}

/** The person whose conversation it is, when the reply hands it over. */
function handedOver(push: Push, text: string): string | null {
  const openid = readMember(push.plaintext, 'FromUserName');
  const isSwapped =
    readMember(text, 'ToUserName') === openid &&
    readMember(text, 'FromUserName') === readMember(push.plaintext, 'ToUserName');
  return readMember(text, 'MsgType') === 'transfer_customer_service' && isSwapped ? openid : null;
}
