import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { ExpiredRowsAcrossTenants } from './expired-rows.repository.js';
import { RetentionSweeper } from './retention-sweeper.js';

let database: TestDatabase;
let fleet: FleetDatabase;
let tenants: TenantDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  fleet = await FleetDatabase.connect(database.access);
  tenants = await TenantDatabase.connect(database.access);
});
afterAll(async () => {
  await Promise.all([fleet.close(), tenants.close()]);
  await database.drop();
});

test('what has served its purpose is deleted, and nothing else', async () => {
  const tenantId = newId<TenantId>();
  for (const days of [1, 365]) {
    const then = `now() - interval '${days} days'`;
    await fleet.execute(
      `insert into platform.wechat_push (id, dedup_key, kind, body_sealed, received_at, settled_at) values ($1::uuid, $1::text, 'x', '', ${then}, now())`,
      [newId()],
    );
    await fleet.execute(`insert into platform.login_failure (key, id, failed_at) values ('x', $1, ${then})`, [newId()]);
    await tenants.transaction(tenantId, async (tx) => {
      await tx.execute(
        `insert into payment_notice (tenant_id, notice_id, event_type, received_at) values ($1, $2, 'transaction', ${then})`,
        [tenantId, newId()],
      );
      await tx.execute(
        `insert into outbox (tenant_id, id, job, payload, run_at, created_at) values ($1, $2, 'no.job', '{}', 'infinity', ${then})`,
        [tenantId, newId()],
      );
      await tx.execute(
        `insert into kitchen_day (tenant_id, app_id, day, last_number) values ($1, 'wx0000000000000001', (${then})::date, 40)`,
        [tenantId],
      );
    });
  }
  // A job for next year is not one that was put aside.
  await tenants.transaction(tenantId, (tx) =>
    tx.execute(
      `insert into outbox (tenant_id, id, job, payload, run_at, created_at) values ($1, $2, 'x', '{}', now() + interval '1 year', now() - interval '1 year')`,
      [tenantId, newId()],
    ),
  );
  const sweeper = new RetentionSweeper(new ExpiredRowsAcrossTenants(fleet));

  expect([await sweeper.sweep(), await sweeper.sweep()]).toEqual([6, 0]);
  const [left] = await fleet.query<Record<string, number>>(
    `select (select count(*)::int from platform.wechat_push) as pushes, (select count(*)::int from payment_notice) as notices,
       (select count(*)::int from outbox) as outbox, (select count(*)::int from kitchen_day) as days,
       (select count(*)::int from platform.login_failure) as failures`,
  );
  expect(left).toEqual({ pushes: 1, notices: 1, outbox: 2, days: 1, failures: 0 });
});
