import { describeMessageCrypto } from './message-crypto-suite.js';

interface WXBizMsgCrypt {
  getSignature(timestamp: string, nonce: string, encrypted: string): string;
  encrypt(message: string): string;
  decrypt(encrypted: string): { message: string; id: string };
}
// The library has no types.
const Crypt = jest.requireActual<new (token: string, aesKey: string, id: string) => WXBizMsgCrypt>('wechat-crypto');

describeMessageCrypto('wechat-crypto', (token, aesKey, appid) => {
  const crypt = new Crypt(token, aesKey, appid);
  return {
    sign: (timestamp, nonce, encrypted) => crypt.getSignature(timestamp, nonce, encrypted),
    encrypt: (message) => crypt.encrypt(message),
    decrypt: (encrypted) => crypt.decrypt(encrypted),
  };
});
