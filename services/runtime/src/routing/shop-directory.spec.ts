import { type AppId, asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { ShopDirectory } from './shop-directory.js';
import type { Shop } from './shop-routes.repository.js';

const appId = asId<AppId>('wx0123456789abcdef');
const tenantId = newId<TenantId>();
const open: Shop = { tenantId, appId, state: 'open' };
const suspended: Shop = { tenantId, appId, state: 'suspended' };

/** A directory whose questions are answered by hand, in the order they were asked. */
function directory() {
  const questions: ((shop: Shop | null) => void)[] = [];
  const shops = new ShopDirectory({ find: () => new Promise((resolve) => questions.push(resolve)) });
  return { shops, questions };
}

it.each([
  ['forgetTenant', tenantId],
  ['forgetApplet', appId],
  ['forgetAll', ''],
] as const)('does not keep an answer that was asked for before %s', async (forget, subject) => {
  const { shops, questions } = directory();

  const early = shops.find(appId);
  shops[forget](subject);
  questions[0]?.(open);
  await early;
  const late = shops.find(appId);
  questions[1]?.(suspended);

  await expect(late).resolves.toEqual(suspended);
  expect(() => shops.open(appId)).toThrow('applet.suspended');
});

it('asks once for those who come together', async () => {
  const { shops, questions } = directory();

  const both = Promise.all([shops.find(appId), shops.find(appId)]);
  questions[0]?.(open);

  expect(await both).toEqual([open, open]);
  expect(questions).toHaveLength(1);
  expect(shops.open(appId)).toEqual(open);
});
