import { login } from '../src/shoppers/shoppers.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop(null);
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });

describe('log-in', () => {
  test.each([
    ['an unknown code', 'nonsense'],
    ['a used code', 'code-used-1'],
  ])('with %s is a 400', async (_name, code) => {
    const call = () => world.client().call(login, { params: params(), body: { code } });
    if (code.startsWith('code-')) await call();

    await expect(call()).rejects.toMatchObject({ status: 400, problem: { code: 'wechat.login_code_invalid' } });
  });

  test('of the same person twice is one shopper', async () => {
    const answers = await Promise.all(
      ['code-same-1', 'code-same-2'].map((code) => world.client().call(login, { params: params(), body: { code } })),
    );
    expect(answers[0]?.shopper.id).toBe(answers[1]?.shopper.id);
  });
});
