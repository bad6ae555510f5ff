import { Client } from 'pg';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';

describe('tenancy in the catalogue', () => {
  let database: TestDatabase;
  let owner: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });

  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  const tenantTables = async () => {
    const { rows } = await owner.query<{ name: string; oid: number; enabled: boolean; forced: boolean; owner: string }>(
      `select relname as name, c.oid, relrowsecurity as enabled, relforcerowsecurity as forced, pg_get_userbyid(relowner) as owner
       from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_migration'`,
    );
    return rows;
  };

  test('every table in public is locked: row security on, forced, with the tenant policy', async () => {
    const tables = await tenantTables();
    const { rows: policies } = await owner.query<{ table: string; role: string; using: string }>(
      `select tablename as table, roles[1] as role, qual as using from pg_policies where schemaname = 'public'`,
    );

    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables) {
      expect({ ...table, oid: 0 }).toMatchObject({ enabled: true, forced: true });
      const app = policies.filter((policy) => policy.table === table.name && policy.role === 'xiaopu_test_app');
      expect(app.map((policy) => [table.name, policy.using])).toEqual([
        [table.name, "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)"],
      ]);
    }
  });

  test('every primary, unique and foreign key in public begins with tenant_id, on both sides', async () => {
    const { rows } = await owner.query<{ table: string; key: string; first: string; referenced: string | null }>(
      `select conrelid::regclass::text as table, conname as key,
              (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) as first,
              (select attname from pg_attribute where attrelid = confrelid and attnum = confkey[1]) as referenced
       from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f')
         and conrelid <> 'public.schema_migration'::regclass
       union all
       select indrelid::regclass::text, indexrelid::regclass::text,
              (select attname from pg_attribute where attrelid = indrelid and attnum = indkey[0]), null
       from pg_index join pg_class c on c.oid = indrelid
       where c.relnamespace = 'public'::regnamespace and indisunique and relname <> 'schema_migration'`,
    );
    const tables = await tenantTables();

    expect(rows.filter((row) => row.first !== 'tenant_id' || (row.referenced ?? 'tenant_id') !== 'tenant_id')).toEqual(
      [],
    );
    for (const table of tables) expect(rows.some((row) => row.table === table.name)).toBe(true);
  });

  test('the roles of the programs own nothing, bypass nothing, and the application role sees nothing of platform', async () => {
    const { rows: roles } = await owner.query<{
      rolname: string;
      rolsuper: boolean;
      rolbypassrls: boolean;
      owned: string;
    }>(
      `select rolname, rolsuper, rolbypassrls,
              (select count(*) from pg_class where relowner = r.oid and relnamespace in ('public'::regnamespace, 'platform'::regnamespace)) as owned
       from pg_roles r where rolname in ('xiaopu_test_app', 'xiaopu_test_fleet', 'xiaopu_test_queue')`,
    );
    const { rows: rights } = await owner.query(
      `select c.oid::regclass::text as table from pg_class c where relnamespace = 'platform'::regnamespace and relkind = 'r'
         and has_table_privilege('xiaopu_test_app', c.oid, 'select, insert, update, delete')`,
    );

    expect(roles).toHaveLength(3);
    for (const role of roles) expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, owned: '0' });
    expect(rights).toEqual([]);
  });

  test('ledgers take rows and never change or lose them', async () => {
    const ledgers = [
      'stock_entry',
      'money_entry',
      'audit_entry',
      'order_event',
      'submission_event',
      'storefront_revision',
      'coupon_entry',
      'flash_sale_entry',
      'draw_entry',
      'account_entry',
      'sign_in',
      'draw_help',
    ];
    for (const role of ['xiaopu_test_app', 'xiaopu_test_fleet']) {
      const { rows } = await owner.query(
        `select name from unnest($1::text[]) as name where has_table_privilege($2, name, 'update') or has_table_privilege($2, name, 'delete')`,
        [ledgers, role],
      );
      expect(rows).toEqual([]);
    }
  });
});

describe('tenancy at work', () => {
  let database: TestDatabase;
  let tenants: TenantDatabase;
  let pool: TenantPool;
  const mine = newId<TenantId>();
  const theirs = newId<TenantId>();

  beforeAll(async () => {
    database = await createTestDatabase();
    tenants = await TenantDatabase.connect(database.access);
    pool = new TenantPool(database.access);
    for (const tenantId of [mine, theirs]) {
      await tenants.transaction(tenantId, (tx) =>
        tx.execute('insert into category (tenant_id, id, name) values ($1, $2, $3)', [
          tenantId,
          newId(),
          `of ${tenantId}`,
        ]),
      );
    }
  });

  afterAll(async () => {
    await tenants.close();
    await pool.close();
    await database.drop();
  });

  test("shows a tenant its own rows and none of its neighbour's", async () => {
    const statement = { name: 'all_categories', text: 'select name from category' };

    const rows = await tenants.transaction(mine, (tx) => tx.query<{ name: string }>('select name from category'));
    const hot = await pool.query<{ name: string }>(theirs, statement, []);

    expect(rows).toEqual([{ name: `of ${mine}` }]);
    expect(hot).toEqual([{ name: `of ${theirs}` }]);
  });

  test("refuses to write, change or delete a neighbour's row", async () => {
    const insert = tenants.transaction(mine, (tx) =>
      tx.execute('insert into category (tenant_id, id, name) values ($1, $2, $3)', [theirs, newId(), 'planted']),
    );
    await expect(insert).rejects.toThrow('row-level security');

    const touched = await tenants.transaction(mine, (tx) =>
      tx.execute('delete from category where tenant_id = $1', [theirs]),
    );
    expect(touched).toBe(0);
  });

  test('fails closed when no tenant is set', async () => {
    const client = new Client({ connectionString: database.appUrl });
    await client.connect();
    await expect(client.query('select * from category')).rejects.toThrow('app.tenant_id');
    await client.end();
  });

  test('a failing statement on the hot path rolls back, tells its own error and leaves the connection usable', async () => {
    const twice = {
      name: 'insert_twice',
      text: 'with a as (insert into category (tenant_id, id, name) values ($1, $2, $3) returning 1) insert into category (tenant_id, id, name) values ($1, $4, $3)',
    };
    await expect(pool.query(mine, twice, [mine, newId(), 'double', newId()])).rejects.toThrow('duplicate key');

    const count = { name: 'count_double', text: "select count(*)::int as n from category where name = 'double'" };
    expect(await pool.query(mine, count, [])).toEqual([{ n: 0 }]);
  });

  test('a transaction on the hot path commits whole or not at all', async () => {
    const insert = { name: 'insert_category', text: 'insert into category (tenant_id, id, name) values ($1, $2, $3)' };
    const failing = pool.transaction(mine, async (connection) => {
      await connection.query(insert, [mine, newId(), 'half']);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');

    await pool.transaction(mine, (connection) => connection.query(insert, [mine, newId(), 'whole']));

    const names = { name: 'names', text: "select name from category where name in ('half', 'whole')" };
    expect(await pool.query(mine, names, [])).toEqual([{ name: 'whole' }]);
  });
});
