import { newId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import {
  dropProduct,
  isFavouriteProduct,
  keepProduct,
  listFavouriteProducts,
} from '../src/favourites/favourites.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;
let goods: { id: string; price_fen: number }[];

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  goods = await world.rows(shop, `select id, price_fen from product where state = 'active' order by id`);
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });
const product = (index: number) => ({ params: { ...params(), productId: goods[index]?.id ?? '' } });

test('goods are kept once, listed with the last kept first, and let go', async () => {
  const client = await world.shopper(shop);
  for (const index of [0, 1, 2, 0]) await client.call(keepProduct, product(index));

  const first = await client.call(listFavouriteProducts, { params: params(), query: { limit: 2 } });
  expect(first.items.map(({ id }) => id)).toEqual([goods[2]?.id, goods[1]?.id]);
  const second = await client.call(listFavouriteProducts, {
    params: params(),
    query: { limit: 2, cursor: first.nextCursor ?? '' },
  });
  expect([second.items.map(({ id }) => id), second.nextCursor]).toEqual([[goods[0]?.id], null]);

  expect(await client.call(isFavouriteProduct, product(1))).toEqual({ favourite: true });
  await client.call(dropProduct, product(1));
  await client.call(dropProduct, product(1));
  expect(await client.call(isFavouriteProduct, product(1))).toEqual({ favourite: false });
});

test('tells what has become cheaper, and leaves out what is not sold any more', async () => {
  const client = await world.shopper(shop);
  await client.call(keepProduct, product(3));
  await client.call(keepProduct, product(4));
  await world.rows(shop, 'update product set price_fen = price_fen - 100 where id = $1 returning id', [goods[3]?.id]);
  await world.rows(shop, `update product set state = 'hidden' where id = $1 returning id`, [goods[4]?.id]);

  const { items } = await client.call(listFavouriteProducts, { params: params() });
  expect(items.map(({ id, cheaperByFen }) => [id, cheaperByFen])).toEqual([[goods[3]?.id, 100]]);
});

test('refuses what the shop does not have, what a neighbour has, who is not logged in, and lists without end', async () => {
  const client = await world.shopper(shop);
  const neighbour = await world.shop();
  const [foreign] = await world.rows<{ id: string }>(neighbour, 'select id from product order by id limit 1');
  for (const productId of [newId<string>(), foreign?.id ?? ''])
    expect(await refusal(client.call(keepProduct, { params: { ...params(), productId } }))).toMatchObject({
      status: 404,
      code: 'product.not_found',
    });
  expect(await refusal(world.client().call(keepProduct, product(0)))).toMatchObject({ status: 401 });

  await client.call(keepProduct, product(0));
  await world.rows(
    shop,
    `with copies as (
       insert into product (tenant_id, id, handle, title, price_fen, max_price_fen)
       select $1, gen_random_uuid(), 'copy-' || n, 'Copy', 1, 1 from generate_series(1, 500) n returning id)
     insert into product_favourite (tenant_id, shopper_id, product_id, price_fen)
     select $1, f.shopper_id, copies.id, 1 from copies, (select shopper_id from product_favourite where product_id = $2 order by created_at desc limit 1) f
     returning product_id`,
    [shop.tenantId, goods[0]?.id],
  );
  expect(await refusal(client.call(keepProduct, product(1)))).toMatchObject({ status: 409, code: 'favourites.full' });
});
