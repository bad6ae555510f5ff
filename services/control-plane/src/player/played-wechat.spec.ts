import { PlayedWechat } from './played-wechat.js';

const scene = { appId: 'wx0123456789abcdef', viewer: 'somebody' };

test('where nobody plays WeChat, everything of it says that a phone is needed', async () => {
  const wechat = new PlayedWechat(undefined);

  expect(wechat.isThere).toBe(false);
  for (const kind of ['login', 'phone', 'cashier', 'payment', 'subscribe'] as const) {
    await expect(wechat.play(kind, scene, {})).rejects.toMatchObject({ code: 'preview.no_wechat' });
  }
});

test('one that is away is a refusal in words', async () => {
  const wechat = new PlayedWechat('http://127.0.0.1:1/');

  await expect(wechat.play('login', scene, {})).rejects.toMatchObject({ code: 'preview.wechat_refused' });
});
