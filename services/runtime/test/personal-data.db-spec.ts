import { DueErasuresAcrossTenants, Erasure } from '#commerce/personal-data/erasure.js';
import { personalTables, shopperColumns } from '#commerce/personal-data/personal-tables.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { eventually } from '#testing/eventually.js';
import { refusal } from '#testing/refusal.js';
import { addCartLine, getCart } from '../src/carts/carts.contract.js';
import { cancelOrder, getOrder } from '../src/orders/orders.contract.js';
import {
  exportPersonalData,
  getDeletion,
  requestDeletion,
  withdrawDeletion,
} from '../src/personal-data/personal-data.contract.js';
import { getProfile } from '../src/profiles/profiles.contract.js';
import { PayingScene } from './paying-scene.js';

let scene: PayingScene;

beforeAll(async () => {
  scene = await PayingScene.open();
});
afterAll(() => scene.world.stop());

const me = async (client: ApiClient) => (await client.call(getProfile, { params: scene.params })).id;
const overdue = (shopperId: string) =>
  scene.world.rows<{ id: string }>(
    scene.shop,
    `update shopper_deletion set due_at = now() - interval '1 second' where shopper_id = $1 and state = 'requested' returning id`,
    [shopperId],
  );

/** What the worker does when the sweeper has found one. */
async function erase(deletionId: string): Promise<void> {
  const worker = new Erasure(scene.world.tenants, scene.world.app.get(ObjectStore), scene.world.app.get(Broadcast));
  await worker.handle({ tenantId: scene.shop.tenantId, deletionId });
}

async function refusalOrNull(call: Promise<unknown>): Promise<number | null> {
  return call.then(
    () => null,
    (error: unknown) => (error instanceof ProblemAnswer ? error.status : null),
  );
}

/** Somebody with an order that was cancelled, a name and something in the cart. */
async function regular() {
  const client = await scene.world.shopper(scene.shop);
  const shopperId = await me(client);
  const other = scene.as(client);
  const order = await other.placed();
  await client.call(cancelOrder, { params: { ...scene.params, orderId: order.id } });
  await scene.world.rows(
    scene.shop,
    `update shopper set nickname = '林晓', phone_masked = '138****8000' where id = $1 returning id`,
    [shopperId],
  );
  await client.call(addCartLine, { params: scene.params, body: { skuId: scene.skuId, quantity: 1 } });
  return { client, shopperId, order };
}

test('every table that names a shopper says what becomes of it', async () => {
  const named = await scene.world.rows<{ table: string }>(
    scene.shop,
    `select distinct c.table_name as table from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name = any($1)`,
    [[...shopperColumns]],
  );
  const known = personalTables.map(({ table }) => table);

  expect(named.map(({ table }) => table).filter((table) => !known.includes(table))).toEqual([]);
  expect(personalTables.filter(({ erase, kept }) => erase === null && !kept)).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

test('a shopper has all that the shop knows of them, and nothing of anybody else', async () => {
  const { client, order } = await regular();
  const stranger = await regular();

  const { data } = await client.call(exportPersonalData, { params: scene.params });
  expect(data).toMatchObject({
    shopper: [{ nickname: '林晓', phone: '138****8000' }],
    cart_line: [{ sku_id: scene.skuId, quantity: 1 }],
    shop_order: [{ number: order.number, address: expect.objectContaining({ phone: '13800000000' }) }],
  });
  expect(JSON.stringify(data)).not.toContain(stranger.order.number);
  expect(await refusal(scene.world.client().call(exportPersonalData, { params: scene.params }))).toMatchObject({
    status: 401,
  });
});

test('what is under way stands in the way of a deletion, and is named in the shopper’s language', async () => {
  const client = await scene.world.shopper(scene.shop);
  const order = await scene.as(client).placed();
  await scene.world.rows(scene.shop, `select move_account($1, $2, 'balance', 500, 'adjustment', $3)`, [
    scene.shop.tenantId,
    await me(client),
    newId(),
  ]);

  expect(await refusal(client.call(requestDeletion, { params: scene.params }))).toMatchObject({
    status: 409,
    code: 'personal_data.blocked',
  });
  const { blockers } = await client.with({ 'accept-language': 'en' }).call(getDeletion, { params: scene.params });
  expect(blockers.map(({ code }) => code)).toEqual(['orders', 'balance']);
  expect(blockers[1]?.sentence).toContain('balance');
  expect((await client.call(getOrder, { params: { ...scene.params, orderId: order.id } })).state).toBe('pending');
});

test('a gift card whose code its buyer has not asked for stands in the way: nobody else could ever have it', async () => {
  const { client, shopperId, order } = await regular();
  const cardId = newId();
  await scene.world.rows(
    scene.shop,
    `insert into gift_card (tenant_id, id, order_id, buyer_id, face_fen, starts_at, ends_at, state)
     values ($1, $2, $3, $4, 5000, now(), now() + interval '3 years', 'active') returning id`,
    [scene.shop.tenantId, cardId, order.id, shopperId],
  );
  const before = await client.call(getDeletion, { params: scene.params });
  await scene.world.rows(
    scene.shop,
    `update gift_card set code_hash = '\\x01', tail = 'ABCD' where id = $1 returning id`,
    [cardId],
  );
  const after = await client.call(getDeletion, { params: scene.params });

  expect(before.blockers.map(({ code }) => code)).toEqual(['balance']);
  expect(after.blockers).toEqual([]);
});

describe('a deletion', () => {
  test('waits a week, can be taken back, and asked for again', async () => {
    const { client, shopperId } = await regular();
    const asked = await client.call(requestDeletion, { params: scene.params });
    const again = await client.call(requestDeletion, { params: scene.params });

    expect(asked.state).toBe('requested');
    expect(again.dueAt).toBe(asked.dueAt);
    expect(Math.round((Date.parse(asked.dueAt ?? '') - Date.now()) / 86_400_000)).toBe(7);
    expect(await client.call(withdrawDeletion, { params: scene.params })).toMatchObject({
      state: 'withdrawn',
      dueAt: null,
    });
    expect(await refusal(client.call(withdrawDeletion, { params: scene.params }))).toMatchObject({
      code: 'personal_data.not_requested',
    });
    expect(await client.call(requestDeletion, { params: scene.params })).toMatchObject({ state: 'requested' });

    const [{ id } = { id: '' }] = await scene.world.rows<{ id: string }>(
      scene.shop,
      `select id from shopper_deletion where shopper_id = $1 and state = 'requested'`,
      [shopperId],
    );
    await erase(id);
    expect((await client.call(getProfile, { params: scene.params })).nickname).toBe('林晓');
  });

  test('leaves the trade and nobody in it; the same person is a new shopper', async () => {
    const { client, shopperId, order } = await regular();
    const bystander = await regular();
    await scene.world.rows(
      scene.shop,
      `insert into refund (tenant_id, id, order_id, out_refund_no, amount_fen, balance_fen, reason, state, requested_by)
       values ($1, $2::uuid, $3, $2::text, 100, 100, '我搬家了，住址是西湖边', 'declined', $4) returning id`,
      [scene.shop.tenantId, newId(), order.id, JSON.stringify({ kind: 'shopper', id: shopperId })],
    );
    expect(JSON.stringify(await client.call(exportPersonalData, { params: scene.params }))).toContain('我搬家了');
    await client.call(requestDeletion, { params: scene.params });
    const [{ id } = { id: '' }] = await overdue(shopperId);

    const due = await new DueErasuresAcrossTenants(scene.world.fleet).due();
    expect(due).toContainEqual({ tenant_id: scene.shop.tenantId, id });
    await erase(id);
    await erase(id);

    const rows = await scene.world.rows(
      scene.shop,
      `select s.nickname, s.phone_masked, s.union_id, s.session_key_sealed, s.open_id = 'erased:' || s.id as erased, o.number, o.address, d.state
       from shopper s join shop_order o on o.shopper_id = s.id join shopper_deletion d on d.shopper_id = s.id where s.id = $1`,
      [shopperId],
    );
    expect(rows).toEqual([
      {
        nickname: null,
        phone_masked: null,
        union_id: null,
        session_key_sealed: null,
        erased: true,
        number: order.number,
        address: { name: '', phone: '', region: '杭州', detail: '' },
        state: 'done',
      },
    ]);
    expect(await scene.world.rows(scene.shop, 'select 1 from cart_line where shopper_id = $1', [shopperId])).toEqual(
      [],
    );
    // The token, good for a month by itself, opens nothing any more; whoever logs in again is somebody new.
    await eventually(
      () => refusalOrNull(client.call(getCart, { params: scene.params })),
      (refused) => refused === 401,
    );
    expect(await scene.world.rows(scene.shop, `select 1 from refund where reason like '%我搬家了%'`)).toEqual([]);
    expect((await bystander.client.call(getProfile, { params: scene.params })).nickname).toBe('林晓');
  });

  test('is put off by a day when something has come up meanwhile', async () => {
    const { client, shopperId } = await regular();
    await client.call(requestDeletion, { params: scene.params });
    await scene.as(client).placed();
    const [{ id } = { id: '' }] = await overdue(shopperId);
    await erase(id);

    const rows = await scene.world.rows(
      scene.shop,
      'select state, blockers, due_at > now() as later from shopper_deletion where id = $1',
      [id],
    );
    expect(rows).toEqual([{ state: 'requested', blockers: ['orders'], later: true }]);
    expect((await client.call(getProfile, { params: scene.params })).nickname).toBe('林晓');
  });
});
