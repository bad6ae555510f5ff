import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { newId } from '../identity/ids.js';
import { tenantPath } from '../tenancy/tenant-keys.js';
import type { ObjectStore } from './object-store.js';

export interface ObjectStoreDriver {
  readonly store: ObjectStore;
  end(): Promise<void>;
}

const text = { contentType: 'text/plain; charset=utf-8' };

/** What both drivers promise. */
export function objectStoreContract(name: string, prepare: () => Promise<ObjectStoreDriver>): void {
  describe(`objects on ${name}`, () => {
    let driver: ObjectStoreDriver;
    let store: ObjectStore;
    let folder: string;

    beforeAll(async () => {
      driver = await prepare();
      store = driver.store;
    });
    afterAll(() => driver.end());
    beforeEach(() => {
      folder = tenantPath(newId(), 'files', randomUUID());
    });

    it('gives back the bytes that were put', async () => {
      const bytes = Buffer.from([0, 255, 13, 10, 0xe9]);
      await store.put(`${folder}/bytes`, bytes, { contentType: 'application/octet-stream' });

      expect(await store.get(`${folder}/bytes`)).toEqual(bytes);
    });

    it('keeps an empty object', async () => {
      await store.put(`${folder}/empty`, Buffer.alloc(0), text);

      expect(await store.get(`${folder}/empty`)).toEqual(Buffer.alloc(0));
      expect(await store.exists(`${folder}/empty`)).toBe(true);
    });

    it('takes a view into a larger buffer without its surroundings', async () => {
      const view = new Uint8Array(Buffer.from('..inside..')).subarray(2, 8);
      await store.put(`${folder}/view`, view, text);

      expect((await store.get(`${folder}/view`))?.toString()).toBe('inside');
    });

    it('takes a stream and gives one back, with size and content type', async () => {
      const chunks = Array.from({ length: 64 }, (_, index) => Buffer.alloc(10_000, index));
      await store.put(`${folder}/stream.png`, Readable.from(chunks), { contentType: 'image/png' });

      const found = await store.stream(`${folder}/stream.png`);

      expect(found).toMatchObject({ sizeBytes: 640_000, contentType: 'image/png' });
      expect((await buffer(found?.body ?? Readable.from([]))).equals(Buffer.concat(chunks))).toBe(true);
    });

    it('replaces an object, content type included', async () => {
      await store.put(`${folder}/logo`, Buffer.from('old and longer'), text);
      await store.put(`${folder}/logo`, Buffer.from('new'), { contentType: 'image/jpeg' });

      const found = await store.stream(`${folder}/logo`);

      expect(found).toMatchObject({ sizeBytes: 3, contentType: 'image/jpeg' });
      expect((await buffer(found?.body ?? Readable.from([]))).toString()).toBe('new');
    });

    it('leaves the old object as it was when a new one breaks off half-way', async () => {
      await store.put(`${folder}/kept`, Buffer.from('whole'), text);
      async function* breaking() {
        yield Buffer.from('hal');
        throw new Error('the sender went away');
      }

      await expect(store.put(`${folder}/kept`, Readable.from(breaking()), text)).rejects.toThrow(
        'the sender went away',
      );

      expect((await store.get(`${folder}/kept`))?.toString()).toBe('whole');
      expect(await all(store.list(`${folder}/`))).toEqual([`${folder}/kept`]);
    });

    it('answers null for what is not there', async () => {
      expect(await store.get(`${folder}/nothing`)).toBeNull();
      expect(await store.stream(`${folder}/nothing`)).toBeNull();
      expect(await store.exists(`${folder}/nothing`)).toBe(false);
    });

    it('forgets a deleted object, and deletes what is not there without complaint', async () => {
      await store.put(`${folder}/gone`, Buffer.from('x'), text);

      await store.delete(`${folder}/gone`);
      await store.delete(`${folder}/gone`);

      expect(await store.exists(`${folder}/gone`)).toBe(false);
    });

    it('lists a folder at any depth, and not its neighbour whose name begins alike', async () => {
      const paths = [`${folder}/a`, `${folder}/sub/b.json`, `${folder}/sub/deep/sha256:0f`];
      for (const path of [...paths, `${folder}-neighbour/c`]) await store.put(path, Buffer.from(path), text);

      expect(await all(store.list(`${folder}/`))).toEqual(paths);
      expect(await all(store.list(`${folder}/nothing/`))).toEqual([]);
    });

    it('keeps an object whose path is the folder of another', async () => {
      await store.put(`${folder}/both`, Buffer.from('object'), text);
      await store.put(`${folder}/both/inner`, Buffer.from('inner'), text);

      expect((await store.get(`${folder}/both`))?.toString()).toBe('object');
      expect((await store.get(`${folder}/both/inner`))?.toString()).toBe('inner');
    });

    it('shows a reader the old object or the new one while it is being replaced', async () => {
      const [old, fresh] = [Buffer.alloc(200_000, 'a'), Buffer.alloc(100_000, 'b')];
      await store.put(`${folder}/hot`, old, text);

      const replacing = store.put(`${folder}/hot`, fresh, text);
      const seen = await Promise.all(Array.from({ length: 10 }, () => store.get(`${folder}/hot`)));
      await replacing;

      for (const bytes of seen) expect(bytes?.equals(old) === true || bytes?.equals(fresh) === true).toBe(true);
    });

    it.each([
      '../secret',
      'tenants/../secret',
      'tenants//x',
      'tenants/.hidden/x',
      'tenants/x/',
      '/tenants/x',
      'elsewhere/x',
      'tenants/a\\b',
      'tenants/a\u0000b',
      'tenants/a~',
      'tenants',
      `tenants/${'x'.repeat(201)}`,
    ])('refuses the path %j', async (path) => {
      const refusal = { code: 'storage.path_invalid' };
      await expect(store.put(path, Buffer.from('x'), text)).rejects.toMatchObject(refusal);
      await expect(store.get(path)).rejects.toMatchObject(refusal);
      await expect(store.delete(path)).rejects.toMatchObject(refusal);
    });

    it('refuses to list without a folder', async () => {
      await expect(all(store.list('tenants/abc'))).rejects.toMatchObject({ code: 'storage.path_invalid' });
      await expect(all(store.list(''))).rejects.toMatchObject({ code: 'storage.path_invalid' });
    });
  });
}

async function all(paths: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const path of paths) found.push(path);
  return found.sort();
}
