import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { openObjectStore } from '#kernel/storage/open-object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { ImageScaler } from './image-scaler.js';

const folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-scaled-'));
const digest = 'a'.repeat(64);
let database: TestDatabase;
let tenants: TenantDatabase;
let objects: ObjectStore;
let broadcast: Broadcast;
let scaler: ImageScaler;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
  objects = await openObjectStore({ folder });
  broadcast = openBroadcast({ databaseUrl: database.fleetUrl }, () => undefined);
  scaler = new ImageScaler(tenants, objects, broadcast);
});
afterAll(async () => {
  await broadcast.close();
  await tenants.close();
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** Two products that show one picture. */
async function shopWith(bytes: Buffer | null) {
  const tenantId = newId<TenantId>();
  if (bytes) await objects.put(tenantPath(tenantId, 'media', `${digest}.png`), bytes, { contentType: 'image/png' });
  const images = await tenants.transaction(tenantId, async (tx) => {
    for (const handle of ['a', 'b'])
      await tx.execute(
        `insert into product (tenant_id, id, handle, title, price_fen, max_price_fen, image_url) values ($1, $2, $3, $3, 1, 1, $4)`,
        [tenantId, newId(), handle, `media/${digest}.png`],
      );
    return tx.query<{ id: string }>(
      `insert into product_image (tenant_id, id, product_id, source, position, state, url, scale_at)
       select $1, gen_random_uuid(), id, 'https://a.test/' || handle, 1, 'stored', image_url, now() from product where tenant_id = $1 returning id`,
      [tenantId],
    );
  });
  const state = () =>
    tenants.transaction(tenantId, (tx) =>
      tx.query(
        `select i.widths, i.scale_at, p.image_widths as shown from product_image i join product p on p.id = i.product_id order by p.handle`,
      ),
    );
  return { tenantId, imageId: images[0]?.id ?? '', state };
}

const png = (width: number) =>
  sharp({ create: { width, height: 300, channels: 3, background: '#c83' } })
    .png()
    .toBuffer();

test('a picture gets smaller copies once, for every product that shows it', async () => {
  const { tenantId, imageId, state } = await shopWith(await png(500));
  await scaler.handle({ tenantId, imageId });
  await scaler.handle({ tenantId, imageId });

  const widths = [200, 400];
  expect(await state()).toEqual([
    { widths, scale_at: null, shown: widths },
    { widths, scale_at: null, shown: widths },
  ]);
  for (const file of ['200.jpg', '200.webp', '400.jpg', '400.webp'])
    expect(await objects.exists(tenantPath(tenantId, 'media', `${digest}-${file}`))).toBe(true);
  const [document] = await tenants.transaction(tenantId, (tx) =>
    tx.query<{ zh: string }>('select zh from product_document limit 1'),
  );
  expect(JSON.parse(document?.zh ?? '')).toMatchObject({ pictures: [{ renditions: widths }] });
});

test('killed after the files were written, it goes through again', async () => {
  const { tenantId, imageId, state } = await shopWith(await png(300));
  await objects.put(tenantPath(tenantId, 'media', `${digest}-200.jpg`), Buffer.from('half'), {
    contentType: 'image/jpeg',
  });
  await scaler.handle({ tenantId, imageId });

  expect(await state()).toMatchObject([{ widths: [200] }, { widths: [200] }]);
  const copy = await objects.get(tenantPath(tenantId, 'media', `${digest}-200.jpg`));
  expect((await sharp(copy ?? undefined).metadata()).width).toBe(200);
});

test.each([
  ['that is broken', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['that is not there', null],
])('a picture %s has none, and is not tried again', async (_name, bytes) => {
  const { tenantId, imageId, state } = await shopWith(bytes);
  await scaler.handle({ tenantId, imageId });

  expect(await state()).toMatchObject([
    { widths: [], scale_at: null },
    { widths: [], scale_at: null },
  ]);
});
