import { Accounts } from './accounts.js';
import { appText, slimApp } from './slim-app.js';

const account = (appid: string, token?: string) =>
  slimApp({
    appid,
    userName: 'gh_1',
    appSecret: 's',
    nickname: appid,
    createdAt: 1_000_000,
    ...(token !== undefined && {
      authorization: {
        isActive: true,
        permissionSets: [18],
        refreshTokens: [],
        tokens: [{ value: token, expiresAt: 9_000_000 }],
        authorizedAt: 1_000_000,
      },
    }),
  });

describe('an account', () => {
  it('holds only what differs from the defaults', () => {
    const app = account('wx1');
    app.audits.push();
    app.hasName = true;

    expect(app.isVisible).toBe(true);
    expect(JSON.parse(appText(app))).toEqual({
      appid: 'wx1',
      userName: 'gh_1',
      appSecret: 's',
      nickname: 'wx1',
      createdAt: 1_000_000,
    });
  });

  it('keeps what is changed in place, and shares nothing with others', () => {
    const [one, other] = [account('wx1'), account('wx2')];

    one.domains.requestdomain.push('https://a.example');
    one.users['u'] = { user: 'u', openid: 'o', unionid: null, sessionKey: 'k' };

    expect(JSON.parse(appText(one))).toMatchObject({ domains: { requestdomain: ['https://a.example'] } });
    expect(other.domains.requestdomain).toEqual([]);
    expect(other.users).toEqual({});
  });

  it('is the same after it was written and read', () => {
    const accounts = new Accounts();
    const app = account('wx1', 't');
    app.orderPath = 'pages/orders/index';
    accounts.load('wx1', JSON.parse(appText(app)));

    expect(accounts.findByToken('t')).toMatchObject({ appid: 'wx1', orderPath: 'pages/orders/index' });
    expect(appText(accounts.find('wx1') ?? app)).toBe(appText(app));
  });
});

describe('accounts', () => {
  it('are found by exactly the tokens they have', () => {
    const accounts = new Accounts();
    const app = account('wx1', 'first');
    accounts.add(app);

    accounts.setTokens(app, [
      { value: 'second', expiresAt: 1 },
      { value: 'first', expiresAt: 1 },
    ]);
    accounts.setOwnTokens(app, { plain: [{ value: 'own', expiresAt: 1 }], stable: [], forcedAt: [] });
    accounts.setTokens(app, [{ value: 'second', expiresAt: 1 }]);

    expect(accounts.findByToken('first')).toBeNull();
    expect([accounts.findByToken('second'), accounts.findByToken('own')]).toEqual([app, app]);
    accounts.setOwnTokens(app, null);
    expect(accounts.findByToken('own')).toBeNull();
  });

  it('are made older when they are next looked at, each by what it has missed', () => {
    const accounts = new Accounts();
    accounts.add(account('wx1', 't'));
    accounts.agedMs += 1000;
    accounts.add(account('wx2'));
    accounts.agedMs += 500;

    expect(accounts.find('wx1')).toMatchObject({
      createdAt: 998_500,
      authorization: { tokens: [{ expiresAt: 8_998_500 }] },
    });
    expect(accounts.find('wx2')).toMatchObject({ createdAt: 999_500 });
    expect(accounts.peek('wx1')).toMatchObject({ createdAt: 998_500 });
  });

  it('count as touched when somebody may change them, not when they are read', () => {
    const accounts = new Accounts();
    accounts.load('wx1', { ...account('wx1', 't') });

    expect([...accounts.values()]).toHaveLength(1);
    accounts.peek('wx1');
    expect([...accounts.touched]).toEqual([]);

    accounts.findByToken('t');
    expect([...accounts.touched]).toEqual(['wx1']);
  });

  it('are no record, though a class could be taken for one', () => {
    const accounts = new Accounts();
    accounts.add(account('wx1'));

    // @ts-expect-error nothing can be done with what TypeScript makes of it
    const wrong = () => Object.values(accounts).filter(({ appid }) => appid === 'wx1');

    expect(wrong()).toEqual([]);
    expect([...accounts.values()]).toHaveLength(1);
  });
});
