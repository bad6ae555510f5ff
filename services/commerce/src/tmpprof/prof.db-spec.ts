import { TenantDatabase, TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { createTestDatabase } from '#testing/database.js';
import { parseProductCsv } from '../catalogue/product-csv.js';
import { ProductImporter } from '../catalogue/product-importer.js';
test('profile', async () => {
  const database = await createTestDatabase();
  const tenants = await TenantDatabase.connect(database.access);
  const total = new Map<string, number>();
  const wrap = (name: 'query' | 'execute') => {
    const proto = Object.getPrototypeOf(TenantTransaction.prototype);
    const old = proto[name];
    proto[name] = async function (sql: string, p: unknown[]) { const t = performance.now(); const r = await old.call(this, sql, p); const k = sql.trim().slice(0, 60).replaceAll('\n',' '); total.set(k, (total.get(k) ?? 0) + performance.now() - t); return r; };
  };
  wrap('query'); wrap('execute');
  const many = ['Handle,Title,Type,Published,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Image Src', ...Array.from({ length: 10_000 }, (_, i) => `h${i},Product ${i},Kind ${i % 20},true,,,5,${i % 100}.50,https://a.test/${i}.png`)];
  const t = performance.now();
  const parsed = await parseProductCsv(Buffer.from(many.join('\n')));
  console.log('parse', performance.now() - t);
  const imp = new ProductImporter(tenants); const tenantId = newId<TenantId>();
  await imp.import(tenantId, parsed, { dryRun: false, actor: { kind: 'system', name: 't' } });
  console.log('import', performance.now() - t, [...total].sort((a, b) => b[1] - a[1]).slice(0, 8));
  total.clear(); const u = performance.now();
  await imp.import(tenantId, parsed, { dryRun: false, actor: { kind: 'system', name: 't' } });
  console.log('again', performance.now() - u, [...total].sort((a, b) => b[1] - a[1]).slice(0, 8));
  await tenants.close(); await database.drop();
}, 200000);
