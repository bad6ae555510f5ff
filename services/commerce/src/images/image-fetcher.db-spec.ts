import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { openObjectStore } from '#kernel/storage/open-object-store.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { parseProducts } from '../catalogue/product-file.js';
import { ImportReader } from '../catalogue/import-reader.js';
import { ProductImporter } from '../catalogue/product-importer.js';
import { CommerceSettings } from '../commerce-settings.js';
import { type AddressPolicy, publicAddressesOnly } from './image-download.js';
import { ImageFetcher } from './image-fetcher.js';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-images-'));

let database: TestDatabase;
let tenants: TenantDatabase;
let objects: ObjectStore;
let broadcast: Broadcast;
let server: Server;
let origin: string;
let cuts = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  objects = await openObjectStore({ folder });
  broadcast = openBroadcast({ databaseUrl: database.fleetUrl }, () => undefined);
  server = createServer((request, response) => {
    if (request.url?.startsWith('/cut')) {
      cuts += 1;
      request.socket.destroy();
      return;
    }
    const answers: Record<string, () => void> = {
      '/good.png': () => response.end(png),
      '/page.png': () => response.end('<html>not found</html>'),
      '/evil.svg': () => response.end('<svg onload="alert(1)"></svg>'),
      '/moved.png': () => response.writeHead(302, { location: '/good.png' }).end(),
      '/inside.png': () => response.writeHead(302, { location: 'http://10.0.0.1/secret' }).end(),
      '/loop.png': () => response.writeHead(302, { location: '/loop.png' }).end(),
      '/huge.png': () => response.end(Buffer.concat([png, Buffer.alloc(6 * 1024 * 1024)])),
    };
    (answers[request.url ?? ''] ?? (() => response.writeHead(404).end()))();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await broadcast.close();
  await tenants.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const ownServerOnly: AddressPolicy = (address) => address === '127.0.0.1';

/** Imports a product with one image and fetches it. */
async function fetched(source: string, policy: AddressPolicy = ownServerOnly) {
  const tenantId = newId<TenantId>();
  const csv = `Handle,Title,Variant Price,Image Src\na,A,1,${source}`;
  const { id } = await new ProductImporter(tenants).import(tenantId, await parseProducts(Buffer.from(csv)), {
    dryRun: false,
    actor: { kind: 'system', name: 'test' },
  });
  await run(tenantId, policy);
  const [product] = await rows<{ image_url: string | null }>(tenantId, 'select image_url from product');
  return {
    tenantId,
    importId: id,
    imageUrl: product?.image_url ?? null,
    view: await new ImportReader(tenants).get(tenantId, id),
  };
}

async function run(tenantId: TenantId, policy: AddressPolicy): Promise<void> {
  const settings = new CommerceSettings('http://runtime.test', path.join(projectRoot(), 'templates'), policy);
  const fetcher = new ImageFetcher(tenants, objects, broadcast, settings);
  const [image] = await rows<{ id: string }>(tenantId, 'select id from product_image');
  await fetcher.handle({ tenantId, imageId: image?.id ?? '' }, { attempt: 1, signal: new AbortController().signal });
}

function rows<Row>(tenantId: TenantId, sql: string): Promise<Row[]> {
  return tenants.transaction(tenantId, (tx) => tx.query<Row>(sql));
}

test.each(['/good.png', '/moved.png'])('an image at %s is stored under its digest and shown', async (file) => {
  const { tenantId, imageUrl, view } = await fetched(origin + file);

  expect(imageUrl).toMatch(/^media\/[0-9a-f]{64}\.png$/);
  expect(await objects.get(tenantPath(tenantId, imageUrl ?? ''))).toEqual(png);
  expect(view.images).toEqual({ pending: 0, stored: 1, unreachable: 0 });
});

test('a host that does not answer is asked once for all its pictures, and each of them is tried again later', async () => {
  const tenantId = newId<TenantId>();
  const csv = ['Handle,Title,Variant Price,Image Src', `a,A,1,${origin}/cut-1.png`, `a,,,${origin}/cut-2.png`].join(
    '\n',
  );
  await new ProductImporter(tenants).import(tenantId, await parseProducts(Buffer.from(csv)), {
    dryRun: false,
    actor: { kind: 'system', name: 'test' },
  });
  const settings = new CommerceSettings('http://runtime.test', path.join(projectRoot(), 'templates'), ownServerOnly);
  const fetcher = new ImageFetcher(tenants, objects, broadcast, settings);

  for (const { id } of await rows<{ id: string }>(tenantId, 'select id from product_image')) {
    await fetcher.handle({ tenantId, imageId: id }, { attempt: 1, signal: new AbortController().signal });
  }

  expect(cuts).toBe(1);
  const images = await rows(tenantId, 'select state, error, next_attempt_at > now() as again from product_image');
  expect(images).toEqual([
    { state: 'unreachable', error: 'ECONNRESET', again: true },
    { state: 'unreachable', error: 'ECONNRESET', again: true },
  ]);
});

test('an image of a template needs no network', async () => {
  const { imageUrl } = await fetched('template:retail/demo/media/longjing-mingqian.svg', () => false);

  expect(imageUrl).toMatch(/^media\/[0-9a-f]{64}\.svg$/);
});

test.each([
  ['/missing.png', 'the server answered 404'],
  ['/page.png', 'this is not a PNG'],
  ['/evil.svg', 'SVG images are not accepted'],
  ['/inside.png', 'is not on the public internet'],
  ['/loop.png', 'more than 3 redirects'],
  ['/huge.png', 'larger than 5 MB'],
])('an image at %s is a warning of its row: %s', async (file, reason) => {
  const { imageUrl, view } = await fetched(origin + file);

  expect(imageUrl).toBeNull();
  expect(view.imageWarnings).toMatchObject([{ row: 2, source: origin + file, attempts: 1 }]);
  expect(view.imageWarnings[0]?.error).toContain(reason);
  expect(Date.parse(view.imageWarnings[0]?.nextAttemptAt ?? '')).toBeGreaterThan(Date.now());
});

test.each([
  'http://127.0.0.1:1/x.png',
  'http://localhost/x.png',
  'http://[::1]/x.png',
  'http://169.254.169.254/latest/meta-data',
  'http://2130706433/x.png',
])('%s is never asked', async (source) => {
  const { view } = await fetched(source, publicAddressesOnly);
  expect(view.imageWarnings[0]?.error).toContain('is not on the public internet');
});

test('an image that comes back later is stored then, and fetching it again does nothing', async () => {
  const { tenantId, importId } = await fetched(`${origin}/good.png`, () => false);
  await run(tenantId, ownServerOnly);
  await run(tenantId, () => false);

  expect((await new ImportReader(tenants).get(tenantId, importId)).images.stored).toBe(1);
});

test('an image is stored while an import that holds its product comes to write it: neither is turned away', async () => {
  const { tenantId, importId } = await fetched(`${origin}/good.png`, () => false);

  const fetching = await tenants.transaction(tenantId, async (importing) => {
    await importing.query('select from product for update');
    const running = run(tenantId, ownServerOnly);
    await someoneWaitsForLock(tenantId);
    await importing.execute('update product_image set position = position + 1');
    return { running };
  });
  await fetching.running;

  expect((await new ImportReader(tenants).get(tenantId, importId)).images.stored).toBe(1);
});

/** Asks anew each time: a transaction sees the server's activity as it was at its first look. */
async function someoneWaitsForLock(tenantId: TenantId): Promise<void> {
  const sql = `select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())
    union all select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await rows(tenantId, sql)).length === 0) await setImmediate();
}
