import { eventually } from '#testing/eventually.js';
import { Client } from 'pg';
import { pino } from 'pino';
import { FleetDatabase } from '../data/fleet-database.js';
import { newId, type OrderId, type TenantId } from '../identity/ids.js';
import { JobCollector } from './testing/job-collector.js';
import { JobQueue } from './job-queue.js';
import { OutboxAcrossTenants } from './outbox-across-tenants.js';
import { OutboxRelay } from './outbox-relay.js';
import { type QueueDriver, queueDrivers } from './testing/queue-drivers.js';

describe.each(queueDrivers)('the outbox relay with its queue on $name', ({ prepare }) => {
  let driver: QueueDriver;
  let fleet: FleetDatabase;
  let owner: Client;
  let writer: Client;
  let queue: JobQueue;
  let collector: JobCollector;
  let relays: OutboxRelay[];

  beforeEach(async () => {
    driver = await prepare();
    fleet = await FleetDatabase.connect(driver.database.access);
    [owner, writer] = [driver.database.ownerUrl, driver.database.fleetUrl].map(
      (connectionString) => new Client({ connectionString }),
    ) as [Client, Client];
    await Promise.all([owner.connect(), writer.connect()]);
    queue = new JobQueue(driver.settings, () => {});
    collector = new JobCollector(driver.settings);
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await collector.close();
    await queue.close();
    await fleet.close();
    await Promise.all([owner.end(), writer.end()]);
    await driver.end();
  });

  async function startRelay(): Promise<OutboxRelay> {
    const relay = new OutboxRelay(
      new OutboxAcrossTenants(fleet),
      queue,
      driver.database.fleetUrl,
      pino({ level: 'silent' }),
    );
    relays.push(relay);
    await relay.start();
    return relay;
  }

  async function addRow(row: { runAt?: Date; job?: string; payload?: object } = {}): Promise<string> {
    const id = newId<string>();
    const tenantId = newId<TenantId>();
    await writer.query(
      'insert into outbox (tenant_id, id, job, payload, run_at) values ($1, $2, $3, $4, coalesce($5, now()))',
      [
        tenantId,
        id,
        row.job ?? 'order.close',
        row.payload ?? { tenantId, orderId: newId<OrderId>() },
        row.runAt ?? null,
      ],
    );
    return id;
  }

  const rowsLeft = async (): Promise<string[]> =>
    (await writer.query<{ id: string }>('select id from outbox order by id')).rows.map((row) => row.id);
  const seenIds = async (count: number): Promise<string[]> =>
    (await collector.whenSeen(count)).map((job) => job.id).sort();

  it('moves what was committed before it started, and what is committed while it waits', async () => {
    const before = await addRow();
    const relay = await startRelay();
    await collector.whenSeen(1);

    const after = await addRow();

    expect(await seenIds(2)).toEqual([before, after]);
    await relay.stop();
    expect(await rowsLeft()).toEqual([]);
  });

  it('moves nothing of a transaction that is rolled back', async () => {
    await startRelay();
    await writer.query('begin');
    await addRow();
    await writer.query('rollback');

    const kept = await addRow();

    expect(await seenIds(1)).toEqual([kept]);
  });

  it('loses and doubles nothing when the connection dies between "enqueued" and "deleted"', async () => {
    await collector.close();
    const ids = [await addRow(), await addRow()];
    const crash = new OutboxAcrossTenants(fleet).handOver(200, async (rows) => {
      await queue.enqueueAll(rows.map((row) => ({ name: 'order.close' as const, payload: row.payload, id: row.id })));
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'xiaopu fleet'`,
      );
      return [];
    });
    await expect(crash).rejects.toThrow();
    expect(await rowsLeft()).toEqual(ids);
    expect(await queue.counts()).toMatchObject({ waiting: 2 });

    const sentinel = await addRow();
    collector = new JobCollector(driver.settings);
    await collector.whenSeen(2);
    // The first two are done before the relay brings them again: they run a second time, as idempotent steps may.
    const relay = await startRelay();

    const seen = (await collector.whenSeen(5)).map((job) => job.id);
    expect(new Set(seen)).toEqual(new Set([...ids, sentinel]));
    await relay.stop();
    expect(await rowsLeft()).toEqual([]);
  });

  it('does not double a job that still waits when its row comes a second time', async () => {
    await collector.close();
    const id = await addRow();
    const { rows } = await writer.query<{ payload: unknown }>('select payload from outbox');
    await queue.enqueue('order.close', rows[0]?.payload as never, { id });

    const relay = await startRelay();
    const sentinel = await addRow();
    // Both rows have been moved before anybody takes the first: taken earlier, it would rightly run twice.
    await eventually(rowsLeft, (left) => left.length === 0);
    collector = new JobCollector(driver.settings);

    expect(await seenIds(2)).toEqual([id, sentinel]);
    await relay.stop();
    expect(await rowsLeft()).toEqual([]);
  });

  it('leaves a row alone until it is due', async () => {
    const runAt = new Date(Date.now() + 600);
    const due = await addRow({ runAt });
    const distant = await addRow({ runAt: new Date(Date.now() + 3_600_000) });
    const relay = await startRelay();

    const [job] = await collector.whenSeen(1);

    expect(job?.id).toBe(due);
    expect(job?.startedAt).toBeGreaterThanOrEqual(runAt.getTime());
    await relay.stop();
    expect(await rowsLeft()).toEqual([distant]);
  });

  it('puts aside a row that is no valid job, and moves the others', async () => {
    const unknown = await addRow({ job: 'order.open' });
    const malformed = await addRow({ payload: { tenantId: 'x' } });
    const good = await addRow();
    const relay = await startRelay();

    expect(await seenIds(1)).toEqual([good]);

    await relay.stop();
    const { rows } = await writer.query(`select id from outbox where run_at = 'infinity' order by id`);
    expect(rows).toEqual([{ id: unknown }, { id: malformed }]);
  });

  it('moves each row once when several relays run, through several batches', async () => {
    await writer.query(
      `insert into outbox (tenant_id, id, job, payload)
       select t, gen_random_uuid(), 'order.close', jsonb_build_object('tenantId', t, 'orderId', gen_random_uuid())
       from (select gen_random_uuid() as t from generate_series(1, 450)) as tenants`,
    );
    const expected = await rowsLeft();
    const running = await Promise.all([startRelay(), startRelay()]);

    expect(await seenIds(450)).toEqual(expected);
    await Promise.all(running.map((relay) => relay.stop()));
    expect(await rowsLeft()).toEqual([]);
  });

  it('goes on after its connections were cut', async () => {
    const relay = await startRelay();
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name in ('xiaopu fleet', 'xiaopu listener')`,
    );

    const id = await addRow();

    expect(await seenIds(1)).toEqual([id]);
    await relay.stop();
  });
});
