import type { MessageCrypto } from '../crypto/message-crypto.js';
import { readMember } from '../protocol/xml.js';

/** The text of an encrypted and rightly signed answer to a push (third-party-platform.md §4.4); null when it is anything else. */
export function readPassiveReply(crypto: MessageCrypto, reply: string): string | null {
  const encrypted = readMember(reply, 'Encrypt');
  if (encrypted === null) return null;
  const signature = crypto.sign(readMember(reply, 'TimeStamp') ?? '', readMember(reply, 'Nonce') ?? '', encrypted);
  if (readMember(reply, 'MsgSignature') !== signature) return null;
  try {
    return crypto.decrypt(encrypted).message;
  } catch {
    return null;
  }
}
