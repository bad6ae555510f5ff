import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { DiskObjectStore } from '#kernel/storage/disk-object-store.js';
import { render } from '../rendering/render.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { PackageStore } from './package-store.js';

it('keeps packages on disk across restarts, also when many merchants store theirs at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'packages-'));
  try {
    const template = smallTemplate();
    const tenants = Array.from({ length: 12 }, () => newId<TenantId>());
    const first = new PackageStore(await DiskObjectStore.open(folder));
    const digests = await Promise.all(
      tenants.map(async (tenant, index) => {
        const variables = {
          appId: `wx${String(index).padStart(16, '0')}`,
          runtimeUrl: 'https://shop.example.com',
          revision: 1,
        };
        return (await first.put(tenant, template, render(template, { name: `店${index}` }, variables).files)).digest;
      }),
    );

    const second = new PackageStore(await DiskObjectStore.open(folder));

    expect(new Set(digests).size).toBe(tenants.length);
    for (const [index, tenant] of tenants.entries()) {
      const files = await second.getFiles(tenant, digests[index] ?? '');
      expect(JSON.parse(files.get('ext.json')?.toString('utf8') ?? '').window.navigationBarTitleText).toBe(
        `店${index}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
