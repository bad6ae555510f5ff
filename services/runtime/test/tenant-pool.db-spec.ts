import { Client } from 'pg';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { eventually } from '#testing/eventually.js';

let database: TestDatabase;
let pool: TenantPool;

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection: whatever a failure leaves behind, the next caller meets it.
  pool = new TenantPool(database.access, 1);
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

const insert = {
  name: 'insert_category',
  text: 'insert into category (tenant_id, id, name) values ($1, $2, $3) returning id',
};
const names = { name: 'category_names', text: 'select name from category order by name' };
const add = (tenantId: TenantId, name: string, owner = tenantId) =>
  pool.query(tenantId, insert, [owner, newId(), name]);

test('a statement that fails leaves nothing behind and the connection usable', async () => {
  const tenantId = newId<TenantId>();
  await add(tenantId, 'tea');

  await expect(add(tenantId, 'tea')).rejects.toMatchObject({ code: '23505' });
  await expect(pool.query(tenantId, { name: 'broken', text: 'select 1 / $1::int' }, [0])).rejects.toMatchObject({
    code: '22012',
  });
  await expect(pool.query(tenantId, { name: 'nonsense', text: 'select nonsense' }, [])).rejects.toMatchObject({
    code: '42703',
  });
  await expect(pool.query(tenantId, names, [])).resolves.toEqual([{ name: 'tea' }]);
});

test('what one tenant wrote another neither sees nor may write', async () => {
  const [one, two] = [newId<TenantId>(), newId<TenantId>()];
  await add(one, 'cups');

  await expect(pool.query(two, names, [])).resolves.toEqual([]);
  await expect(add(two, 'pots', one)).rejects.toMatchObject({ code: '42501' });
});

test('many callers share a connection without meeting each other’s tenant', async () => {
  const tenants = Array.from({ length: 30 }, () => newId<TenantId>());
  await Promise.all(tenants.map((tenantId) => add(tenantId, tenantId)));
  const seen = await Promise.all(tenants.map((tenantId) => pool.query<{ name: string }>(tenantId, names, [])));

  expect(seen.map((rows) => rows.map((row) => row.name))).toEqual(tenants.map((tenantId) => [tenantId]));
});

test('a transaction that fails half-way keeps nothing', async () => {
  const tenantId = newId<TenantId>();
  const half = pool.transaction(tenantId, async (connection) => {
    await connection.query(insert, [tenantId, newId(), 'first']);
    await connection.query(insert, [tenantId, newId(), 'first']);
  });

  await expect(half).rejects.toMatchObject({ code: '23505' });
  await expect(pool.query(tenantId, names, [])).resolves.toEqual([]);
});

test('a tenant that is none is refused before anything is read', async () => {
  await expect(pool.query('' as TenantId, names, [])).rejects.toMatchObject({ code: '22P02' });
  await expect(pool.query(newId<TenantId>(), names, [])).resolves.toEqual([]);
});

test('a connection that breaks while it is in use fails its caller, and neither the program nor the next caller', async () => {
  const tenantId = newId<TenantId>();
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const broken = expect(pool.query(tenantId, { name: 'sleep', text: 'select pg_sleep($1)' }, [20])).rejects.toThrow();
  await eventually(
    () =>
      owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'xiaopu runtime' and query like '%pg_sleep%' and state = 'active' and datname = current_database()`,
      ),
    ({ rowCount }) => rowCount === 1,
  );
  await broken;
  await owner.end();

  await expect(pool.query(tenantId, names, [])).resolves.toEqual([]);
});
