import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { DueArticlesAcrossTenants } from './due-articles-across-tenants.js';
import { DueArticleSweeper } from './magazine-jobs.js';

let database: TestDatabase;
let tenants: TenantDatabase;
let fleet: FleetDatabase;
let queue: JobQueue;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  fleet = await FleetDatabase.connect(database.access);
  queue = new JobQueue({ databaseUrl: database.queueUrl }, () => undefined);
});
afterAll(async () => {
  await queue.close();
  await Promise.all([tenants.close(), fleet.close()]);
  await database.drop();
});

/** An article and a picture that are overdue, and as many whose time has not come. */
async function overdueMagazine(): Promise<void> {
  const tenantId = newId<TenantId>();
  const author = newId();
  await tenants.transaction(tenantId, async (tx) => {
    await tx.execute(`insert into author (tenant_id, id, handle, name) values ($1, $2, 'a', 'A')`, [tenantId, author]);
    for (const time of ['-1 minute', '1 hour']) {
      await tx.execute(
        `insert into article (tenant_id, id, handle, author_id, title, body, read_minutes, state, publish_at)
         values ($1, $2, $3, $4, 'x', '[]', 1, 'scheduled', now() + interval '${time}')`,
        [tenantId, newId(), newId(), author],
      );
      await tx.execute(
        `insert into article_image (tenant_id, id, source, state, next_attempt_at)
         values ($1, $2, $3, 'unreachable', now() + interval '${time}')`,
        [tenantId, newId(), `https://a.test/${time}`],
      );
    }
  });
}

test('articles and pictures of any magazine that are overdue are enqueued, once however often they are swept', async () => {
  await overdueMagazine();
  await overdueMagazine();
  const sweeper = new DueArticleSweeper(new DueArticlesAcrossTenants(fleet), queue);

  expect(await sweeper.sweep()).toBe(4);
  await sweeper.sweep();

  expect(await queue.counts()).toMatchObject({ waiting: 4, active: 0 });
});
