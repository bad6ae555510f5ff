import { readSettings } from './settings.js';

const checkout = '/srv/xiaopu';

describe('readSettings', () => {
  it('needs no setting at all', () => {
    const settings = readSettings({}, checkout);

    expect(settings.dataDir).toBe('/srv/xiaopu/.data');
    expect(settings.host).toBe('127.0.0.1');
    expect(settings.ports['control-plane']).toEqual({ variable: 'CONTROL_PLANE_PORT', port: 4000, explicit: false });
    expect(settings.databaseUrl).toBeNull();
    expect(settings.withSandbox).toBe(true);
  });

  it('takes an empty variable as unset, and a machine name in HOST as none of ours', () => {
    const settings = readSettings({ DATABASE_URL: ' ', RUNTIME_PORT: '', HOST: 'my-laptop' }, checkout);

    expect(settings.databaseUrl).toBeNull();
    expect(settings.ports.runtime.explicit).toBe(false);
    expect(settings.host).toBe('127.0.0.1');
  });

  it.each([
    [{ RUNTIME_PORT: '41oo' }, 'RUNTIME_PORT'],
    [{ RUNTIME_PORT: '0' }, 'RUNTIME_PORT'],
    [{ WORKER_PORT: '65536' }, 'WORKER_PORT'],
    [{ WORKER_PORT: '5000', SANDBOX_PORT: '5000' }, 'SANDBOX_PORT'],
    [{ DATABASE_URL: 'mysql://host/x' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL'],
    [{ REDIS_URL: 'http://host' }, 'REDIS_URL'],
    [{ S3_ENDPOINT: 'http://host:9000', S3_ACCESS_KEY: 'a' }, 'S3_SECRET_KEY'],
    [{ WECHAT_API_URL: 'https://api.weixin.qq.com' }, 'WECHAT_COMPONENT_APPID'],
    [{ MASTER_KEY: 'short' }, 'MASTER_KEY'],
  ])('refuses %j in one sentence that names the setting', (env, name) => {
    expect(() => readSettings(env, checkout)).toThrow(new RegExp(`^[^\\n]*${name}[^\\n]*\\.$|${name}[^\\n]*$`));
  });

  it('does not repeat the password of a malformed address', () => {
    expect(() => readSettings({ DATABASE_URL: 'postgre://u:hunter2@host/x' }, checkout)).toThrow(/^(?!.*hunter2).*$/);
  });
});
