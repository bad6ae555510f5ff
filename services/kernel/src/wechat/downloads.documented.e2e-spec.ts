import { CodeClient } from './code-client.js';
import { localErrcodes } from './error-rules.js';
import { AuthorizedCalls } from './authorized-calls.js';
import { appId, tenantId } from './testing/documented-calls.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import { WechatTransport } from './transport.js';
import { WxacodeClient } from './wxacode-client.js';

const picture = Buffer.from('ffd8ffe000104a464946', 'hex');

describe('pictures, as documented', () => {
  let wechat: RecordedWechat;
  let calls: AuthorizedCalls;

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
    const tokens = { of: () => ({ get: async () => 'authorizer-token', refuse: async () => undefined }) };
    calls = new AuthorizedCalls(new WechatTransport(wechat.settings, { backoffMs: 1 }), tokens);
  });
  beforeEach(() => wechat.reset());
  afterAll(() => wechat.stop());

  const documented = [
    {
      name: 'the trial version’s code, its path encoded once',
      ask: () => new CodeClient(calls).getTrialQrCode(tenantId, appId, 'page/index?action=1'),
      path: '/wxa/get_qrcode',
      sent: {
        method: 'GET',
        body: '',
        pathAndQuery: '/wxa/get_qrcode?path=page%2Findex%3Faction%3D1&access_token=authorizer-token',
      },
    },
    {
      name: 'a screenshot of a rejection',
      ask: () => new CodeClient(calls).getAuditScreenshot(tenantId, appId, 'xxx'),
      path: '/cgi-bin/material/get_material',
      sent: { method: 'POST', body: '{"media_id":"xxx"}' },
    },
    {
      name: 'an unlimited code',
      ask: () =>
        new WxacodeClient(calls).getUnlimited(tenantId, appId, {
          scene: 'a=1',
          page: 'pages/a',
          checkPath: false,
          width: 430,
        }),
      path: '/wxa/getwxacodeunlimit',
      sent: { method: 'POST', body: '{"scene":"a=1","page":"pages/a","check_path":false,"width":430}' },
    },
  ];

  test.each(documented)('$name', async ({ ask, path, sent }) => {
    wechat.on(path, () => ({ body: picture, headers: { 'content-type': 'image/jpeg' } }));

    expect((await ask()).bytes).toEqual(picture);
    expect(wechat.calls).toEqual([expect.objectContaining(sent)]);
  });

  test.each(documented)('$name: a refusal is JSON, whatever it is called', async ({ ask, path }) => {
    for (const type of ['application/json; encoding=utf-8', 'text/plain', 'text/html']) {
      wechat.on(path, () => ({ body: '{"errcode":41030,"errmsg":"invalid page"}', headers: { 'content-type': type } }));

      await expect(ask()).rejects.toMatchObject({ errcode: 41030 });
    }
  });

  test.each(documented)('$name: a page of HTML is no picture', async ({ ask, path }) => {
    wechat.on(path, () => ({ body: '<html>busy</html>', headers: { 'content-type': 'text/html' } }));

    await expect(ask()).rejects.toMatchObject({ errcode: localErrcodes.unexpectedAnswer });
  });
});
