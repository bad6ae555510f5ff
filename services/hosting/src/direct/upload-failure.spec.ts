import { asId, type AppId } from '#kernel/identity/ids.js';
import { uploadFailure } from './upload-failure.js';

const appId = asId<AppId>('wx0123456789abcdef');

/** Texts as `shared/wechat/miniprogram-ci.md` §4 and the uploader itself give them. */
it.each([
  [
    {
      code: 20_003,
      message:
        'Error: {"errCode":-10008,"errMsg":"invalid ip: 203.0.113.7, reference: https://developers.weixin.qq.com/miniprogram/dev/devtools/ci.html"}',
    },
    { code: 'upload.ip_refused', actor: 'operator' },
    false,
    '203.0.113.7',
  ],
  [
    { code: 20_003, message: '{"errCode":-10008,"errMsg":"invalid ip: 2001:db8::7, reference: x"}' },
    { code: 'upload.ip_refused' },
    false,
    '2001:db8::7',
  ],
  [
    { code: 20_003, message: 'Error: {"errCode":-1,"errMsg":"get new ticket fail: innerCode: -80011"}' },
    { code: 'upload_key.refused', actor: 'merchant' },
    false,
    appId,
  ],
  [
    { code: 20_003, message: '{"errCode":-1,"errMsg":"get new ticket fail: innerCode: -80002"}' },
    { code: 'upload_key.refused' },
    false,
    appId,
  ],
  [
    { code: 20_002, message: 'error:1E08010C:DECODER routines::unsupported' },
    { code: 'upload_key.refused' },
    false,
    appId,
  ],
  [
    {
      code: 20_003,
      message:
        'Error: {"errCode":-1,"errMsg":"代码包大小超过限制,main package source size 2580KB exceed max limit 2048KB"}',
    },
    { code: 'upload.too_large', actor: 'operator' },
    false,
    '2580KB',
  ],
  [
    { code: 10_009, message: 'app.json: tabBar.list[0].iconPath is wrong' },
    { code: 'upload.package_refused', actor: 'operator' },
    false,
    'iconPath',
  ],
  [
    {
      code: 20_001,
      message: 'Error: tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:1',
    },
    { code: 'upload.unreachable', actor: 'platform' },
    true,
    'ECONNREFUSED',
  ],
  [{ code: null, message: 'it took longer than 240 s' }, { code: 'upload.unreachable' }, true, '240 s'],
  [
    { code: 20_003, message: 'Error: {"errCode":85079,"errMsg":"something else"}' },
    { code: 'upload.refused', actor: 'platform' },
    true,
    'something else',
  ],
])('%j', (error, problem, mayPass, said) => {
  const failure = uploadFailure(appId, error);

  expect(failure.problem).toMatchObject(problem);
  expect(failure.mayPass).toBe(mayPass);
  expect(failure.problem.detail.zh).toContain(said);
  expect(failure.problem.detail.en).toContain(said);
});

it('never repeats more than a screenful', () => {
  expect(uploadFailure(appId, { code: 20_003, message: 'x'.repeat(5000) }).problem.detail.en.length).toBeLessThan(400);
});
