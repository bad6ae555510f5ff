import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Card {
  data: { nickname: string };
  setData(change: object): void;
  onNickname(event: { detail: { value: string } }): void;
}
interface Definition {
  readonly data: Card['data'];
  readonly methods: Omit<Card, 'data' | 'setData'>;
}

const sent: unknown[] = [];
const shown: object[] = [];
let answer: { readonly statusCode: number; readonly data: object };
let card: Card;

/** The few interfaces of a phone that the profile card touches. */
const phone = {
  getExtConfigSync: () => ({ appId: 'wx0123456789abcdef', apiBase: 'https://shop.test' }),
  getAppBaseInfo: () => ({ language: 'en' }),
  getStorageSync: () => ({ token: 'a token', expiresAt: '2999-01-01T00:00:00Z' }),
  request(options: { data: unknown; success: (response: object) => void }) {
    sent.push(options.data);
    setImmediate(() => options.success({ ...answer, header: {} }));
  },
  showToast: () => undefined,
};
(globalThis as { wx?: unknown }).wx = phone;
(globalThis as { Component?: unknown }).Component = ({ data, methods }: Definition) => {
  const setData = (change: object): void => {
    shown.push(change);
    Object.assign(card.data, change);
  };
  card = { ...methods, data: { ...data }, setData };
};
createRequire(join(process.cwd(), 'templates/kit/src/app.js'))('./components/profile-card/index.js');

const type = (value: string): void => card.onNickname({ detail: { value } });
/** Once the answer has been shown. */
const answered = async (): Promise<void> => {
  while (shown.length < 2) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => {
  sent.length = 0;
  shown.length = 0;
  card.data.nickname = '小林';
});

test('a name is sent once, though the keyboard’s button and leaving the field both tell of it', async () => {
  answer = { statusCode: 200, data: { nickname: '林晓', phone: null, avatarUrl: null } };

  type('林晓');
  type('林晓');
  await answered();

  expect(sent).toEqual([{ nickname: '林晓' }]);
  expect(card.data.nickname).toBe('林晓');
});

test('a refused name makes way for the one that holds, by a change WeChat will draw', async () => {
  answer = { statusCode: 422, data: { code: 'content.refused', title: 'refused', detail: 'refused' } };

  type('坏名字');
  expect(card.data.nickname).toBe('坏名字');
  await answered();

  expect(card.data.nickname).toBe('小林');
  expect(shown).toEqual([{ nickname: '坏名字' }, { nickname: '小林' }]);
});
