import { StartedSandbox } from '../started-sandbox.js';
import type { StrangerCrypto } from './message-crypto.js';

/** One text over both libraries: what the sandbox pushes they open, and what they make the sandbox opens. */
export function describeMessageCrypto(
  name: string,
  cryptoOf: (token: string, aesKey: string, appid: string) => StrangerCrypto,
): void {
  const TOKEN = 'strangersToken';
  const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';
  const sandbox = new StartedSandbox({ SANDBOX_PUSH_TOKEN: TOKEN, SANDBOX_PUSH_AES_KEY: AES_KEY });
  const stranger = cryptoOf(TOKEN, AES_KEY, sandbox.componentAppid);

  beforeAll(() => sandbox.start());
  afterAll(() => sandbox.stop());

  const open = async (fits: (message: string) => boolean) => {
    const openOne = (body: string) => stranger.decrypt(/<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '');
    const push = await sandbox.receiver.find(({ body }) => fits(openOne(body).message));
    return { push, opened: openOne(push.body) };
  };

  describe(name, () => {
    it('verifies and opens the ticket that the sandbox pushes', async () => {
      const { push, opened } = await open((message) => message.includes('component_verify_ticket'));

      const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(push.body)?.[1] ?? '';
      const [timestamp, nonce] = [push.query.get('timestamp') ?? '', push.query.get('nonce') ?? ''];
      expect(stranger.sign(timestamp, nonce, encrypted)).toBe(push.query.get('msg_signature'));
      expect(opened.id).toBe(sandbox.componentAppid);
      expect(opened.message).toContain('<ComponentVerifyTicket><![CDATA[ticket@@@');
    });

    it('opens what is pushed about an account, with the platform’s AppID at its end', async () => {
      const { appid } = await sandbox.authorizedApp();
      const { opened } = await open((message) => message.includes(appid));

      expect(opened.id).toBe(sandbox.componentAppid);
      expect(opened.message).toContain('<InfoType><![CDATA[authorized]]></InfoType>');
    });

    it.each(['', 'a', '小铺', '𠮷😀', 'x'.repeat(11), 'x'.repeat(12), '字'.repeat(5000)])(
      'and the sandbox’s own crypto agree on a text of any length (%#)',
      (text) => {
        const encrypted = stranger.encrypt(text);

        expect(sandbox.crypto.decrypt(encrypted).message).toBe(text);
        expect(sandbox.crypto.sign('1715943329', '1590219412', encrypted)).toBe(
          stranger.sign('1715943329', '1590219412', encrypted),
        );
        expect(stranger.decrypt(sandbox.crypto.encrypt(text))).toMatchObject({
          message: text,
          id: sandbox.componentAppid,
        });
      },
    );
  });
}
