import type { DataFolder } from './data-folder.js';
import { programEnvironment, systemUrls } from './environment.js';
import { makeSecrets } from './secrets.js';
import { readSettings } from './settings.js';

const secrets = makeSecrets();
const folder = { objects: '/data/objects', sandbox: '/data/sandbox', cache: '/data/cache' } as DataFolder;
const ports = {
  'wechat-sandbox': 4200,
  'control-plane': 4000,
  runtime: 4100,
  worker: 4300,
  uploader: 4400,
  'sandbox-proxy': 4201,
  player: 4010,
};

function environmentFor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings = readSettings(env, '/srv/xiaopu');
  const databaseUrl = settings.databaseUrl ?? 'postgres://xiaopu:secret@127.0.0.1:5432/xiaopu';
  return programEnvironment({
    env,
    settings,
    ports,
    secrets,
    folder,
    databaseUrl,
    checkout: '/srv/xiaopu',
    withUploader: true,
  });
}

const wechatAccount = {
  WECHAT_COMPONENT_APPID: 'wx0123456789abcdef',
  WECHAT_COMPONENT_SECRET: '0123456789abcdef',
  WECHAT_PUSH_TOKEN: 'token',
  WECHAT_PUSH_AES_KEY: 'a'.repeat(43),
};

describe('programEnvironment', () => {
  it('lets programs and sandbox agree on one WeChat account', () => {
    const env = environmentFor({});

    expect(env['WECHAT_API_URL']).toBe('http://127.0.0.1:4200');
    expect(env['SANDBOX_COMPONENT_APPID']).toBe(env['WECHAT_COMPONENT_APPID']);
    expect(env['SANDBOX_PUSH_AES_KEY']).toBe(env['WECHAT_PUSH_AES_KEY']);
    expect(env['SANDBOX_AUTH_EVENT_URL']).toBe('http://127.0.0.1:4000/wechat/events');
    expect(env['SANDBOX_MESSAGE_URL']).toBe('http://127.0.0.1:4000/wechat/messages/$APPID$');
    expect(env['SANDBOX_LAUNCH_DOMAIN']).toBe('127.0.0.1:4000');
  });

  it('leads uploads through the proxy of the sandbox, and straight to WeChat without one', () => {
    const env = environmentFor({});
    const real = environmentFor({ ...wechatAccount, WECHAT_API_URL: 'https://api.weixin.qq.com' });

    expect(env).toMatchObject({
      SANDBOX_PROXY_PORT: '4201',
      WECHAT_CI_PROXY: 'http://127.0.0.1:4201',
      WECHAT_CI_CA_FILE: '/data/sandbox/ca.pem',
    });
    expect(Object.keys(real).filter((name) => name.startsWith('WECHAT_CI_'))).toEqual([]);
  });

  it('gives the sandbox the account the user set', () => {
    const env = environmentFor(wechatAccount);

    expect(env['SANDBOX_COMPONENT_APPID']).toBe('wx0123456789abcdef');
    expect(env['SANDBOX_PUSH_AES_KEY']).toBe('a'.repeat(43));
  });

  it('lets what the user set win', () => {
    const env = environmentFor({ LOG_LEVEL: 'debug', MASTER_KEY: secrets.masterKey, OPERATOR_EMAIL: 'me@shop.cn' });

    expect(env['LOG_LEVEL']).toBe('debug');
    expect(env['DEMO_OPERATOR_EMAIL']).toBe('me@shop.cn');
  });

  it('speaks to WeChat itself, without a sandbox, when WECHAT_API_URL is set', () => {
    const env = environmentFor({ ...wechatAccount, WECHAT_API_URL: 'https://api.weixin.qq.com' });

    expect(env['WECHAT_PAY_URL']).toBe('https://api.mch.weixin.qq.com');
    expect(Object.keys(env).filter((name) => name.startsWith('SANDBOX_'))).toEqual([]);
  });

  it('passes nothing on that was meant for this process or for another database', () => {
    const env = environmentFor({ NODE_OPTIONS: '--inspect', npm_config_x: '1', PGSSLMODE: 'require', TZ: 'UTC' });

    expect(env).not.toHaveProperty('NODE_OPTIONS');
    expect(env).not.toHaveProperty('npm_config_x');
    expect(env).not.toHaveProperty('PGSSLMODE');
    expect(env['TZ']).toBe('UTC');
  });

  it('gives addresses that can be called when it listens on all interfaces', () => {
    const env = { HOST: '0.0.0.0' };

    expect(systemUrls({ env, ports, settings: readSettings(env, '/srv') }).runtime).toBe('http://127.0.0.1:4100');
  });
});
