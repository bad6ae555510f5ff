import * as wecom from '@wecom/crypto';
import { PushCrypto } from './push-crypto.js';

interface WXBizMsgCrypt {
  getSignature(timestamp: string, nonce: string, encrypted: string): string;
  encrypt(message: string): string;
  decrypt(encrypted: string): { message: string; id: string };
}
// The library has no types.
const Crypt = jest.requireActual<new (token: string, aesKey: string, id: string) => WXBizMsgCrypt>('wechat-crypto');

const settings = {
  componentAppId: 'wx134c8103faa5a59e',
  pushToken: 'AAAAA',
  pushAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const crypt = new Crypt(settings.pushToken, settings.pushAesKey, settings.componentAppId);
const ours = new PushCrypto(settings);
const [timestamp, nonce] = ['1715943329', '1590219412'];

/** Both libraries were written by others, against WeChat itself. */
const libraries = [
  {
    name: '@wecom/crypto',
    sign: (encrypted: string) => wecom.getSignature(settings.pushToken, timestamp, nonce, encrypted),
    encrypt: (text: string, appId = settings.componentAppId) => wecom.encrypt(settings.pushAesKey, text, appId),
    decrypt: (encrypted: string) => wecom.decrypt(settings.pushAesKey, encrypted),
  },
  {
    name: 'wechat-crypto',
    sign: (encrypted: string) => crypt.getSignature(timestamp, nonce, encrypted),
    encrypt: (text: string, appId = settings.componentAppId) =>
      new Crypt(settings.pushToken, settings.pushAesKey, appId).encrypt(text),
    decrypt: (encrypted: string) => crypt.decrypt(encrypted),
  },
];

describe.each(libraries)('pushes as $name makes them', ({ sign, encrypt, decrypt }) => {
  const texts = ['<xml></xml>', '小铺', '𠮷😀', 'x'.repeat(11), 'x'.repeat(12), '字'.repeat(5_000)];

  test.each(texts)('are verified and opened, whatever their length (%#)', (text) => {
    const encrypted = encrypt(text);

    expect(ours.open({ msg_signature: sign(encrypted), timestamp, nonce }, encrypted)).toBe(text);
  });

  test.each(texts)('and it reads our replies (%#)', (text) => {
    const reply = ours.seal(text, { timestamp, nonce });

    expect(sign(reply.encrypt)).toBe(reply.msgSignature);
    expect(decrypt(reply.encrypt)).toMatchObject({ message: text, id: settings.componentAppId });
  });

  test('are refused when they end in another AppID, or are signed with another text', () => {
    const foreign = encrypt('<xml></xml>', 'wxba5fad812f8e6fb9');
    expect(() => ours.open({ msg_signature: sign(foreign), timestamp, nonce }, foreign)).toThrow();

    const encrypted = encrypt('<xml></xml>');
    expect(() => ours.open({ msg_signature: sign(foreign), timestamp, nonce }, encrypted)).toThrow();
  });
});
