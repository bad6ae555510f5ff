import { Client } from 'pg';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { newId } from '#kernel/identity/ids.js';
import { ShippingClient } from '#kernel/wechat/shipping-client.js';
import { eventually } from '#testing/eventually.js';
import { ExpressCompaniesAcrossTenants } from './express-companies-across-tenants.js';
import { type OrderOfShop, OrderWorld } from './paid-orders.fixture.js';
import { type ShipmentWish, Shipments } from './shipments.js';

const by = { actor: { kind: 'system', name: 'test' } as const };
const express: ShipmentWish = { kind: 'express', companyId: 'SF', trackingNo: 'SF1' };

let world: OrderWorld;
let fleet: FleetDatabase;
let owner: Client;
let shipments: Shipments;

beforeAll(async () => {
  world = await OrderWorld.start();
  fleet = await FleetDatabase.connect(world.database.access);
  owner = new Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  const client = new ShippingClient(world.calls);
  shipments = new Shipments(world.tenants, new ExpressCompaniesAcrossTenants(fleet, client));
});
afterAll(async () => {
  await owner.end();
  await fleet.close();
  await world.stop();
});

const ship = ({ tenantId, orderId }: OrderOfShop, wish = express, key = newId<string>()) =>
  shipments.ship(tenantId, orderId, key, wish, by).then(
    () => 'shipped',
    (error: { code?: string }) => error.code ?? error,
  );
const parcels = async (order: OrderOfShop) => (await world.rows(order, 'select id from shipment')).length;

/** Somebody is waiting for a row that another transaction holds. */
const isBlocked = () =>
  eventually(
    () =>
      owner.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      ),
    ({ rows }) => rows[0]?.n === 1,
  );

test('the same parcel told eight times at once is one; eight parcels of everything at once are one', async () => {
  const [one, many] = [await world.order(), await world.order()];
  const eight = Array.from({ length: 8 });

  const doubled = await Promise.all(eight.map(() => ship(one, express, 'one-tap')));
  const rivals = await Promise.all(eight.map((_, index) => ship(many, { ...express, trackingNo: `SF${index}` })));

  expect(new Set(doubled)).toEqual(new Set(['shipped']));
  expect(await parcels(one)).toBe(1);
  expect(rivals.filter((outcome) => outcome === 'shipped')).toHaveLength(1);
  expect(rivals.filter((outcome) => outcome === 'order.nothing_to_ship')).toHaveLength(7);
  expect(await parcels(many)).toBe(1);
});

test('an order whose refund is being decided in this moment is not shipped', async () => {
  const order = await world.order();
  await ship(await world.order());
  let shipping: Promise<unknown> | undefined;
  await world.tenants.transaction(order.tenantId, async (tx) => {
    await tx.query('select id from shop_order where tenant_id = $1 and id = $2 for update', [
      order.tenantId,
      order.orderId,
    ]);
    shipping = ship(order);
    await isBlocked();
    await tx.execute(
      `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by)
       select tenant_id, $3, order_id, id, 'R1', 100, 'x', 'approved', '{}' from payment where tenant_id = $1 and order_id = $2`,
      [order.tenantId, order.orderId, newId()],
    );
  });

  expect(await shipping).toBe('order.not_shippable');
  expect(await parcels(order)).toBe(0);
});
