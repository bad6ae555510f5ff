import { createRequire } from 'node:module';
import { join } from 'node:path';

type Data = Record<string, unknown>;
type Group = {
  state: string;
  size: number;
  joined: number;
  free: number;
  endsAt: string;
  id: string;
  members: object[];
};

const asked: { path: string; data: unknown }[] = [];
Object.assign(globalThis, {
  wx: {
    getExtConfigSync: () => ({ appId: 'wx0123456789abcdef', apiBase: 'https://shop.test' }),
    getAppBaseInfo: () => ({ language: 'en' }),
    getStorageSync: () => ({ token: 't' }),
    setStorageSync: () => undefined,
    login: ({ success }: { success: (answer: object) => void }) => success({ code: 'c' }),
    request: ({ url, data, success }: { url: string; data: unknown; success: (answer: object) => void }) => {
      asked.push({ path: new URL(url).pathname, data });
      success({ statusCode: 200, header: {}, data: { token: 't', totalFen: 990 } });
    },
  },
});
const load = createRequire(join(process.cwd(), 'templates/kit/src/app.js'));
const { shownGroup, joinableGroup, groupOfOrder } = load('./services/group-view.js') as {
  shownGroup: (group: Group, t: Data) => Data & { faces: Data[] };
  joinableGroup: (group: Group, t: Data) => Data;
  groupOfOrder: (order: object, t: Data) => Data | null;
};
const ordering = load('./services/ordering.js') as {
  quote: (basket: object, wish: object) => Promise<Data>;
  place: (basket: object, order: object, key: string) => Promise<Data>;
};
const { texts } = load('./i18n/index.js') as { texts: (name: string) => Data };
const t = texts('groupBuy');

const group = (more: Partial<Group> = {}): Group => ({
  id: 'g',
  state: 'open',
  size: 3,
  joined: 1,
  free: 2,
  endsAt: '2030-01-01T00:00:00Z',
  members: [{ name: '小**', avatarUrl: null, isOpener: true }],
  ...more,
});

describe('a group on the screen', () => {
  test('says who is missing and has a circle for every place', () => {
    const shown = shownGroup(group(), t);

    expect(shown).toMatchObject({ headline: '2 more to go', full: false, endsAt: '2030-01-01T00:00:00Z', more: 0 });
    expect(shown.faces.map(({ empty, letter }) => [empty, letter])).toEqual([
      [false, '小'],
      [true, ''],
      [true, ''],
    ]);
  });

  test('says so while somebody is paying for the last place', () => {
    expect(shownGroup(group({ free: 0 }), t)).toMatchObject({ full: true, hint: t['paying'] });
  });

  test.each(['complete', 'failed'])('that is %s has no clock and takes nobody', (state) => {
    const shown = shownGroup(group({ state }), t);
    expect(shown).toMatchObject({ full: true, endsAt: '', headline: (t['states'] as Data)[state] });
  });

  test('of a hundred shows ten faces and counts the others', () => {
    const shown = shownGroup(group({ size: 100 }), t);
    expect([shown.faces.length, shown['more']]).toEqual([10, 90]);
  });

  test('whose opener has no name is somebody’s', () => {
    expect(joinableGroup(group({ members: [{ name: null, avatarUrl: null, isOpener: true }] }), t)).toMatchObject({
      name: 'A shopper',
      missing: '2 more to go',
    });
  });
});

describe('an order', () => {
  const words = texts('order');
  const groupBuy = { groupBuyId: 'o', groupId: 'g', state: 'open', size: 3, joined: 1, endsAt: '' };

  test('in no group says nothing of one', () => {
    expect(groupOfOrder({ state: 'paid', groupBuy: null }, words)).toBeNull();
  });

  test('in an open group invites once it is paid', () => {
    expect(groupOfOrder({ state: 'paid', groupBuy }, words)).toEqual({
      title: 'Group of 3',
      words: '1 have paid, 2 more to go',
      action: 'Invite',
      query: { id: 'o', group: 'g' },
    });
    expect(groupOfOrder({ state: 'pending', groupBuy }, words)).toMatchObject({ action: '' });
  });
});

describe('a basket', () => {
  const lines = [{ skuId: 's', quantity: 2 }];
  beforeEach(() => asked.splice(0));

  test('without a group asks for the usual price with its coupons', async () => {
    await ordering.quote({ lines, group: null }, { delivery: 'express', coupons: 'none' });
    expect(asked.at(-1)).toMatchObject({ path: expect.stringMatching(/\/quote$/), data: { lines, coupons: 'none' } });
  });

  test('with a group asks for the group’s price, and never for a coupon', async () => {
    const basket = { lines, group: { groupBuyId: 'offer', groupId: '' } };

    expect(await ordering.quote(basket, { delivery: 'pickup', coupons: 'best' })).toMatchObject({
      coupons: [],
      notices: [],
      totalFen: 990,
    });
    expect(asked.at(-1)).toEqual({
      path: expect.stringMatching(/\/group-buys\/offer\/quote$/),
      data: { skuId: 's', quantity: 2, delivery: 'pickup' },
    });
    const order = { lines, delivery: 'pickup', expectedTotalFen: 990, coupon: 'best', note: 'quick' };
    await ordering.place({ ...basket, group: { groupBuyId: 'offer', groupId: 'g' } }, order, 'key');
    expect(asked.at(-1)).toEqual({
      path: expect.stringMatching(/\/group-buys\/offer\/orders$/),
      data: { skuId: 's', quantity: 2, groupId: 'g', delivery: 'pickup', expectedTotalFen: 990, note: 'quick' },
    });
  });
});
