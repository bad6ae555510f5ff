import { readSettings } from './settings.js';

describe('settings', () => {
  it('need nothing: every variable has a default that fits its own rule', () => {
    expect(readSettings({})).toMatchObject({ port: 4200, host: '127.0.0.1', dataDir: null, authEventUrl: null });
    expect(Buffer.from(`${readSettings({}).pushAesKey}=`, 'base64')).toHaveLength(32);
  });

  it.each([
    ['SANDBOX_PORT', 'http'],
    ['SANDBOX_PORT', '70000'],
    ['SANDBOX_PUBLIC_URL', 'localhost:4200'],
    ['SANDBOX_COMPONENT_APPID', 'wx123'],
    ['SANDBOX_PUSH_TOKEN', 'a b'],
    ['SANDBOX_PUSH_AES_KEY', 'A'.repeat(42)],
    ['SANDBOX_AUTH_EVENT_URL', 'ftp://x.example'],
    ['SANDBOX_LAUNCH_DOMAIN', 'http://x.example/'],
  ])('refuse a malformed %s with one sentence that names it and the remedy', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^${name} .*: set it to .*\\.$`));
  });

  it('keep the literal $APPID$ of the message address', () => {
    const address = 'http://127.0.0.1:4000/wechat/$APPID$/callback';

    expect(readSettings({ SANDBOX_MESSAGE_URL: address }).messageUrl).toBe(address);
  });
});
