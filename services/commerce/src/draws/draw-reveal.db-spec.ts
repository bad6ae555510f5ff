import { randomBytes } from 'node:crypto';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { Vault } from '#kernel/secrets/vault.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { SealedDrawsAcrossTenants, SealedDrawSweeper } from './draw-jobs.js';
import { DrawReveal } from './draw-reveal.js';
import { DrawSeeds } from './draw-seeds.js';
import { readDrawProof } from './draw-window.js';

const tenantId = newId<TenantId>();
const aKey = () => randomBytes(32).toString('base64');
const seeds = new DrawSeeds(new Vault([aKey()]));

let database: TestDatabase;
let tenants: TenantDatabase;
let pool: TenantPool;
let fleet: FleetDatabase;
let queue: JobQueue;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  pool = new TenantPool(database.access);
  fleet = await FleetDatabase.connect(database.access);
  queue = new JobQueue({ databaseUrl: database.queueUrl }, () => undefined);
});
afterAll(async () => {
  await queue.close();
  await Promise.all([tenants.close(), pool.close(), fleet.close()]);
  await database.drop();
});

/** Published, and ends that many minutes from now. */
async function draw(minutes: number): Promise<string> {
  const id = newId<string>();
  const { hash, sealed } = seeds.make(tenantId, id);
  await tenants.transaction(tenantId, (tx) =>
    tx.execute(
      `insert into draw (tenant_id, id, title, starts_at, ends_at, tries_total, address_days, state, published_at, seed_hash, seed_sealed)
       values ($1, $2, '抽奖', now() - interval '1 day', now() + make_interval(mins => $3), 1, 1, 'published', now(), $4, $5)`,
      [tenantId, id, minutes, hash, sealed],
    ),
  );
  return id;
}

const reveal = (drawId: string) => new DrawReveal(tenants, seeds).handle({ tenantId, drawId });
const revealed = async (drawId: string) => {
  const [row] = await tenants.transaction(tenantId, (tx) =>
    tx.query<{ seed_revealed: Buffer | null }>('select seed_revealed from draw where id = $1', [drawId]),
  );
  return row!.seed_revealed?.toString('hex') ?? null;
};

test('draws that are over are enqueued once, and never again when their seed is open', async () => {
  const over = await draw(-5);
  await draw(5);
  const sweeper = new SealedDrawSweeper(new SealedDrawsAcrossTenants(fleet), queue);

  expect(await sweeper.sweep()).toBe(1);
  await sweeper.sweep();
  expect(await queue.counts()).toMatchObject({ waiting: 1, active: 0 });
  await reveal(over);
  expect(await sweeper.sweep()).toBe(0);
});

test('a seed that is open can be shown by whoever has lost the master key, and is the one that was promised', async () => {
  const id = await draw(-5);
  const keyless = { pool, seeds: new DrawSeeds(new Vault([aKey()])) };

  await expect(readDrawProof(keyless, tenantId, id, undefined)).rejects.toThrow('master key');
  await reveal(id);
  await reveal(id);

  expect(await readDrawProof(keyless, tenantId, id, undefined)).toMatchObject({ seed: await revealed(id) });
  const forge = tenants.transaction(tenantId, (tx) =>
    tx.execute('update draw set seed_revealed = $2 where id = $1', [id, randomBytes(32)]),
  );
  await expect(forge).rejects.toThrow('check constraint');
});

test('before the end nothing is opened', async () => {
  const id = await draw(5);
  await reveal(id);
  expect(await revealed(id)).toBeNull();
});
