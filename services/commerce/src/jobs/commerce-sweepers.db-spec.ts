import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import {
  ExpiredOrderSweeper,
  MissingImageSweeper,
  OpenPaymentSweeper,
  OpenRefundSweeper,
  UnscaledImageSweeper,
} from './commerce-sweepers.js';
import { DueCommerceAcrossTenants } from './due-across-tenants.js';

let database: TestDatabase;
let tenants: TenantDatabase;
let fleet: FleetDatabase;
let queue: JobQueue;
let due: DueCommerceAcrossTenants;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  fleet = await FleetDatabase.connect(database.access);
  queue = new JobQueue({ databaseUrl: database.queueUrl }, () => undefined);
  due = new DueCommerceAcrossTenants(fleet);
});
afterAll(async () => {
  await queue.close();
  await Promise.all([tenants.close(), fleet.close()]);
  await database.drop();
});

/** A shop with one of everything that can be overdue, and one that is not. */
async function overdueShop(): Promise<void> {
  const tenantId = newId<TenantId>();
  await tenants.transaction(tenantId, async (tx) => {
    for (const time of ['-1 minute', '1 hour']) {
      const [shopper, order, payment, product] = [newId(), newId(), newId(), newId()];
      const now = `now() + interval '${time}'`;
      await tx.execute(
        `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, 'wx0000000000000001', $3)`,
        [tenantId, shopper, shopper],
      );
      await tx.execute(
        `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen,
           shipping_fen, total_fen, delivery, expires_at)
         values ($1, $2, $3, 'wx0000000000000001', $4, $3, '', 'pending', '[]', 100, 0, 100, 'pickup', ${now})`,
        [tenantId, order, order, shopper],
      );
      await tx.execute(
        `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, next_check_at)
         values ($1, $2, $3, 'wx0000000000000001', '1900000001', $4, 100, 'prepaid', ${now})`,
        [tenantId, payment, order, payment],
      );
      await tx.execute(
        `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by, next_check_at)
         values ($1, $2, $3, $4, $5, 100, 'x', 'processing', '{}', ${now})`,
        [tenantId, newId(), order, payment, order],
      );
      await tx.execute(
        `insert into product (tenant_id, id, handle, title, price_fen, max_price_fen) values ($1, $2, $3, 'x', 1, 1)`,
        [tenantId, product, product],
      );
      await tx.execute(
        `insert into product_image (tenant_id, id, product_id, source, position, state, next_attempt_at)
         values ($1, $2, $3, 'https://a.test/a.png', 1, 'unreachable', ${now})`,
        [tenantId, newId(), product],
      );
      await tx.execute(
        `insert into product_image (tenant_id, id, product_id, source, position, state, url, scale_at)
         values ($1, $2, $3, 'https://a.test/b.png', 2, 'stored', 'media/b.png', ${now})`,
        [tenantId, newId(), product],
      );
    }
  });
}

test('what is overdue in any shop is enqueued, once however often it is swept', async () => {
  await overdueShop();
  await overdueShop();
  const sweepers = [
    ExpiredOrderSweeper,
    OpenPaymentSweeper,
    OpenRefundSweeper,
    MissingImageSweeper,
    UnscaledImageSweeper,
  ].map((sweeper) => new sweeper(due, queue));

  for (const sweeper of sweepers) expect([sweeper.name, await sweeper.sweep()]).toEqual([sweeper.name, 2]);
  for (const sweeper of sweepers) await sweeper.sweep();

  expect(await queue.counts()).toMatchObject({ waiting: 10, active: 0 });
});
