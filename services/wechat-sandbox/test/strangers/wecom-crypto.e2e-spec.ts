import * as wecom from '@wecom/crypto';
import { describeMessageCrypto } from './message-crypto-suite.js';

describeMessageCrypto('@wecom/crypto', (token, aesKey, appid) => ({
  sign: (timestamp, nonce, encrypted) => wecom.getSignature(token, timestamp, nonce, encrypted),
  encrypt: (message) => wecom.encrypt(aesKey, message, appid),
  decrypt: (encrypted) => wecom.decrypt(aesKey, encrypted),
}));
