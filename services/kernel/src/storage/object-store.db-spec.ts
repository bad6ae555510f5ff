import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DiskObjectStore } from './disk-object-store.js';
import { MinioObjectStore } from './minio-object-store.js';
import { objectStoreContract } from './object-store.contract-suite.js';

objectStoreContract('disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'objects-'));
  return {
    store: await DiskObjectStore.open(folder),
    end: () => rm(folder, { recursive: true }),
  };
});

const endpoint = process.env['S3_ENDPOINT'];
if (endpoint) {
  objectStoreContract('S3', async () => ({
    store: await MinioObjectStore.open({
      endpoint,
      accessKey: process.env['S3_ACCESS_KEY'] ?? '',
      secretKey: process.env['S3_SECRET_KEY'] ?? '',
      bucket: `test-${randomUUID()}`,
    }),
    end: async () => {},
  }));
}

describe('the disk driver', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'objects-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('says storage.full when the disk is, and leaves nothing of the attempt', async () => {
    const store = await DiskObjectStore.open(folder);
    const full = new Readable({
      read() {
        this.destroy(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      },
    });

    await expect(store.put('platform/x', full, { contentType: 'a/b' })).rejects.toMatchObject({
      code: 'storage.full',
      status: 507,
    });

    expect(await store.exists('platform/x')).toBe(false);
    expect(await readdir(join(folder, '.drafts'))).toEqual([]);
  });

  it('clears away drafts of writes that a crash interrupted, and leaves those that may be under way', async () => {
    const drafts = join(folder, '.drafts');
    await DiskObjectStore.open(folder);
    await writeFile(join(drafts, 'crashed'), 'half');
    await utimes(join(drafts, 'crashed'), 0, 0);
    await writeFile(join(drafts, 'under-way'), 'half');

    await DiskObjectStore.open(folder);

    expect(await readdir(drafts)).toEqual(['under-way']);
  });

  it('keeps its objects when it is opened again', async () => {
    const first = await DiskObjectStore.open(folder);
    await first.put('platform/kept', Buffer.from('kept'), { contentType: 'a/b' });

    const second = await DiskObjectStore.open(folder);

    expect((await second.get('platform/kept'))?.toString()).toBe('kept');
  });
});
