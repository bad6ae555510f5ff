import { createDecipheriv } from 'node:crypto';
import { encryptOpenData, openDataSignature } from './open-data.js';

it('signs raw data as the documented example', () => {
  const rawData =
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}';

  expect(openDataSignature(rawData, 'HyVFkGl5F5OQWJZZaNzBBg==')).toBe('75e81ceda165f4ffa64f4068af58c64b8f54b88c');
});

const open = (encryptedData: string, sessionKey: string, iv: string): Record<string, unknown> => {
  const decipher = createDecipheriv('aes-128-cbc', Buffer.from(sessionKey, 'base64'), Buffer.from(iv, 'base64'));
  const plain = Buffer.concat([decipher.update(encryptedData, 'base64'), decipher.final()]);
  return JSON.parse(plain.toString('utf8')) as Record<string, unknown>;
};

it('seals data so that the documented way of decrypting opens both the documented example and ours', () => {
  const sessionKey = 'tiihtNczf5v6AKRyjwEUhQ==';
  const iv = 'r7BXXKkLb8qrSNn05n0qiA==';
  const documented =
    'CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew==';

  const ours = encryptOpenData(
    { phoneNumber: '13800138000' },
    'wx4f4bc4dec97d474b',
    sessionKey,
    Buffer.from(iv, 'base64'),
  );

  expect(open(documented, sessionKey, iv)).toMatchObject({ openId: 'oGZUI0egBJY1zhBYw2KhdUfwVJJE' });
  expect(open(ours.encryptedData, sessionKey, ours.iv)).toMatchObject({
    phoneNumber: '13800138000',
    watermark: { appid: 'wx4f4bc4dec97d474b' },
  });
});
