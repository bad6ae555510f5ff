import { ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
let component = '';
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox);
  component = await sandbox.componentToken();
});
afterAll(() => sandbox.stop());

type Token = 'app' | 'component';
const ask = (method: 'GET' | 'POST', path: string, body: unknown = {}, token: Token = 'app'): Promise<Json> => {
  const address = `${path}?access_token=${token === 'app' ? app.token : component}`;
  return method === 'GET' ? sandbox.get(address) : sandbox.post(address, body);
};
const set = (names: string[]): Json => Object.fromEntries(names.map((name) => [name, expect.anything()]));

/** Calls that few people make, each with what it needs: they are answered as documented. */
describe('calls that few people make', () => {
  const options = { component_appid: sandbox.componentAppid };

  it.each<[string, 'GET' | 'POST', string, () => unknown, Json, Token]>([
    ['addresses of pushes', 'GET', '/cgi-bin/getcallbackip', () => ({}), { ip_list: ['127.0.0.1'] }, 'component'],
    ['addresses of the API', 'GET', '/cgi-bin/get_api_domain_ip', () => ({}), { ip_list: ['127.0.0.1'] }, 'component'],
    [
      'web-view domains in force',
      'POST',
      '/wxa/get_effective_webviewdomain',
      () => ({}),
      set(['effective_webviewdomain']),
      'app',
    ],
    [
      'the file that proves a web-view domain',
      'POST',
      '/wxa/get_webviewdomain_confirmfile',
      () => ({}),
      set(['file_name', 'file_content']),
      'app',
    ],
    [
      'the file that proves a platform domain',
      'POST',
      '/cgi-bin/component/get_domain_confirmfile',
      () => ({}),
      set(['file_name', 'file_content']),
      'component',
    ],
    ['all categories', 'GET', '/cgi-bin/wxopen/getallcategories', () => ({}), set(['categories_list']), 'app'],
    [
      'categories by kind of subject',
      'POST',
      '/cgi-bin/wxopen/getcategoriesbytype',
      () => ({ verify_type: 1 }),
      set(['categories_list']),
      'app',
    ],
    ['base library', 'POST', '/cgi-bin/wxopen/getweappsupportversion', () => ({}), set(['uv_info']), 'app'],
  ])('%s', async (_name, method, path, body, expected, token) => {
    expect(await ask(method, path, body(), token)).toMatchObject(expected);
  });

  it.each<[string, 'GET' | 'POST', string, () => unknown, number, Token]>([
    [
      'a quota of an account nobody knows',
      'POST',
      '/cgi-bin/component/clear_quota/v2',
      () => ({ ...options, appid: 'wx0000000000000000', appsecret: 'wrong' }),
      40125,
      'component',
    ],
    [
      'a base library that is none',
      'POST',
      '/cgi-bin/wxopen/setweappsupportversion',
      () => ({ version: 'new' }),
      89014,
      'app',
    ],
    ['a gray release that does not run', 'GET', '/wxa/revertgrayrelease', () => ({}), 85020, 'app'],
    [
      'a web-view domain with http',
      'POST',
      '/wxa/setwebviewdomain_directly',
      () => ({ action: 'add', webviewdomain: ['http://a.example'] }),
      85015,
      'app',
    ],
    [
      'a web-view domain beside the platform’s',
      'POST',
      '/wxa/setwebviewdomain',
      () => ({ action: 'add', webviewdomain: ['https://a.example'] }),
      89021,
      'app',
    ],
    [
      'a category the account does not have',
      'POST',
      '/cgi-bin/wxopen/modifycategory',
      () => ({ first: 1, second: 2, certicates: [] }),
      53306,
      'app',
    ],
  ])('are refused for %s', async (_name, method, path, body, errcode, token) => {
    expect(await ask(method, path, body(), token)).toMatchObject({ errcode });
  });

  it('the old and the new page inside WeChat show the same accounts as the page for computers', async () => {
    const { pre_auth_code: code } = await ask(
      'POST',
      '/cgi-bin/component/api_create_preauthcode',
      options,
      'component',
    );
    const query = new URLSearchParams({
      component_appid: sandbox.componentAppid,
      pre_auth_code: String(code),
      redirect_uri: 'http://127.0.0.1:4000/back',
      auth_type: '2',
    });
    for (const path of ['/wxaopen/safe/bindcomponent', '/safe/bindcomponent']) {
      const page = await fetch(`${sandbox.url}${path}?action=bindcomponent&no_scan=1&${query.toString()}`);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining(app.appid)]);
    }
  });

  describe('the options of an account', () => {
    const option = (name: string, value?: unknown) => ({
      ...options,
      authorizer_appid: app.appid,
      option_name: name,
      ...(value !== undefined && { option_value: value }),
    });
    const set = (name: string, value: unknown) =>
      ask('POST', '/cgi-bin/component/set_authorizer_option', option(name, value), 'component');
    const get = (name: string) => ask('POST', '/cgi-bin/component/get_authorizer_option', option(name), 'component');

    it('are kept, each for itself', async () => {
      expect(await get('location_report')).toMatchObject({ option_name: 'location_report', option_value: '0' });
      expect(await set('location_report', '2')).toMatchObject({ errcode: 0 });
      expect(await set('customer_service', 1)).toMatchObject({ errcode: 0 });

      expect(await get('location_report')).toMatchObject({ authorizer_appid: app.appid, option_value: '2' });
      expect(await get('customer_service')).toMatchObject({ option_value: '1' });
      expect(await get('voice_recognize')).toMatchObject({ option_value: '0' });
    });

    it('are three, with a few values', async () => {
      for (const name of ['colour', '__proto__', '', undefined])
        expect(await get(name as string)).toMatchObject({ errcode: 40097 });
      for (const [name, value] of [
        ['location_report', '3'],
        ['voice_recognize', '2'],
        ['customer_service', 'yes'],
        ['customer_service', undefined],
        ['colour', '1'],
      ] as const)
        expect(await set(name, value)).toMatchObject({ errcode: 40097 });
      expect(
        await ask(
          'POST',
          '/cgi-bin/component/get_authorizer_option',
          { ...option('customer_service'), component_appid: 'wx0000000000000000' },
          'component',
        ),
      ).toMatchObject({ errcode: 40013 });
    });
  });

  it('the page offers nothing to a platform that asks for another kind of account', async () => {
    const shown = async (authType: string): Promise<string> => {
      const path = '/cgi-bin/component/api_create_preauthcode';
      const { pre_auth_code: code } = await ask('POST', path, options, 'component');
      const query = new URLSearchParams({
        component_appid: sandbox.componentAppid,
        pre_auth_code: String(code),
        redirect_uri: 'http://127.0.0.1:4000/back',
        auth_type: authType,
      });
      return (await fetch(`${sandbox.url}/cgi-bin/componentloginpage?${query.toString()}`)).text();
    };

    for (const type of ['2', '3', '6']) expect(await shown(type)).toContain(app.appid);
    for (const type of ['1', '4', '5', '8']) expect(await shown(type)).not.toContain(app.appid);
    expect(await shown('7')).toContain('auth_type');
  });

  it('domains of web-views are kept on the platform and read again', async () => {
    const change = { action: 'add', wxa_jump_h5_domain: 'h5.example', is_modify_published_together: true };
    expect(await ask('POST', '/cgi-bin/component/modify_wxa_jump_domain', change, 'component')).toMatchObject({
      errcode: 0,
    });

    expect(
      await ask('POST', '/cgi-bin/component/modify_wxa_jump_domain', { action: 'get' }, 'component'),
    ).toMatchObject({ testing_wxa_jump_h5_domain: 'h5.example' });
    const own = { action: 'add', webviewdomain: ['https://h5.example'] };
    expect(await ask('POST', '/wxa/setwebviewdomain', own)).toMatchObject({ errcode: 0 });
  });

  it('a text for the privacy guideline is taken as a file', async () => {
    const form = new FormData();
    form.set('file', new File(['补充说明'], 'more.txt', { type: 'text/plain' }));
    const answer = await fetch(`${sandbox.url}/cgi-bin/component/uploadprivacyextfile?access_token=${app.token}`, {
      method: 'POST',
      body: form,
    });

    expect(await answer.json()).toMatchObject({ ext_file_media_id: expect.any(String) });
  });
});
