import { Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { ObjectStore, type StoredObject } from '#kernel/storage/object-store.js';
import { render } from '../rendering/render.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { type PackageManifest, packageManifest } from './package-manifest.js';
import { PackageStore } from './package-store.js';

class MemoryObjectStore extends ObjectStore {
  readonly objects = new Map<string, Buffer>();
  readonly written: string[] = [];

  override async put(path: string, body: Uint8Array | Readable): Promise<void> {
    if (body instanceof Readable) throw new TypeError('Packages are stored as bytes');
    this.written.push(path);
    this.objects.set(path, Buffer.from(body));
  }
  override async get(path: string): Promise<Buffer | null> {
    return this.objects.get(path) ?? null;
  }
  override async stream(path: string): Promise<StoredObject | null> {
    const bytes = this.objects.get(path);
    return bytes ? { body: Readable.from(bytes), sizeBytes: bytes.length, contentType: '' } : null;
  }
  override async exists(path: string): Promise<boolean> {
    return this.objects.has(path);
  }
  override async delete(path: string): Promise<void> {
    this.objects.delete(path);
  }
  override async *list(prefix: string): AsyncIterable<string> {
    for (const path of this.objects.keys()) if (path.startsWith(prefix)) yield path;
  }
}

const template = smallTemplate();
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };
const tenant = newId<TenantId>();
const neighbour = newId<TenantId>();
const rendered = render(template, { name: '小店' }, variables);

function given() {
  const objects = new MemoryObjectStore();
  return { objects, store: new PackageStore(objects) };
}

function manifestPath({ objects }: MemoryObjectStore): string {
  return [...objects.keys()].find((candidate) => candidate.endsWith('/manifest.json')) ?? '';
}

/** What a store keeps of the package. */
const stored = {
  document: {
    format: 3,
    ...packageManifest(rendered.digest, template.baseDigest, rendered.files),
  },
  zip: async () => {
    const { store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);
    return store.getZip(tenant, digest);
  },
};

describe('package store', () => {
  it('gives back the whole tree that was stored', async () => {
    const { objects, store } = given();
    const manifest = await store.put(tenant, template, rendered.files);

    const files = await new PackageStore(objects).getFiles(tenant, manifest.digest);

    expect(manifest.digest).toBe(rendered.digest);
    expect([...files.keys()]).toEqual([...template.files.keys(), 'ext.json'].sort());
    expect(files.get('ext.json')).toEqual(rendered.files.get('ext.json'));
    for (const [path, bytes] of template.files) expect(files.get(path)).toEqual(bytes);
  });

  it('stores the base once for all merchants and the overlay below each merchant', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, rendered.files);
    await new PackageStore(objects).put(neighbour, template, rendered.files);

    const platform = objects.written.filter((path) => path.startsWith('platform/'));
    expect(platform).toHaveLength(2);
    expect(platform.every((path) => path.startsWith(`platform/templates/${template.baseDigest.slice(7)}/`))).toBe(true);
    expect(objects.written.filter((path) => path.startsWith(`tenants/${tenant}/packages/`))).toHaveLength(1);
  });

  it('stores the same package twice without a change', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, rendered.files);
    const before = new Map(objects.objects);
    await store.put(tenant, template, rendered.files);

    expect(objects.objects).toEqual(before);
  });

  it('makes the same zip from a fresh start', async () => {
    const { objects, store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);

    const zip = await store.getZip(tenant, digest);

    expect(await new PackageStore(objects).getZip(tenant, digest)).toEqual(zip);
    expect(Object.keys(unzipSync(zip))).toHaveLength(template.files.size + 1);
  });

  it('answers package.not_found for a neighbour\u2019s digest', async () => {
    const { store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);

    await expect(store.getZip(neighbour, digest)).rejects.toMatchObject({ code: 'package.not_found' });
    await expect(store.findManifest(neighbour, digest)).resolves.toBeNull();
  });

  it('finds one file, and null for a path the package does not have', async () => {
    const { store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);

    await expect(store.findFile(tenant, digest, 'ext.json')).resolves.toEqual(rendered.files.get('ext.json'));
    await expect(store.findFile(tenant, digest, 'app.js')).resolves.toEqual(template.files.get('app.js'));
    await expect(store.findFile(tenant, digest, 'none.js')).resolves.toBeNull();
  });

  it.each([
    ['a stored file was changed', { ...stored.document, contents: { 'ext.json': 'e30=' } }],
    ['a stored file is missing', { ...stored.document, contents: {} }],
    ['its manifest is of no known format', { ...stored.document, format: 99 }],
    ['its manifest is cut off', '{"format":3,"dig'],
  ])('answers package.damaged when %s', async (_what, manifest) => {
    const { objects, store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);
    objects.objects.set(
      manifestPath(objects),
      Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest)),
    );

    await expect(store.getFiles(tenant, digest)).rejects.toMatchObject({ code: 'package.damaged' });
    await expect(store.getZip(tenant, digest)).rejects.toMatchObject({ code: 'package.damaged' });
  });

  it('answers package.damaged when the template\u2019s files were changed', async () => {
    const { objects, store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);
    const path = [...objects.objects.keys()].find((candidate) => candidate.endsWith('.zippart')) ?? '';
    const blob = Buffer.from(objects.objects.get(path) ?? '');
    blob.writeUInt8(blob.readUInt8(blob.length - 1) ^ 1, blob.length - 1);
    objects.objects.set(path, blob);

    await expect(new PackageStore(objects).getFiles(tenant, digest)).rejects.toMatchObject({ code: 'package.damaged' });
  });

  it.each<[string, (manifest: PackageManifest) => object]>([
    [
      'lists the template\u2019s files too',
      ({ digest, baseDigest, overlay }) => {
        const base = [...template.fileDigests].map(([path, of]) => ({ path, ...of, from: 'base' }));
        const files = [...base, ...overlay.map((file) => ({ ...file, from: 'overlay' }))];
        return { format: 1, digest, baseDigest, files, totalBytes: 1 };
      },
    ],
    ['has its files beside it', ({ digest, baseDigest, overlay }) => ({ format: 2, digest, baseDigest, overlay })],
  ])('reads a package whose manifest still %s', async (_what, olderManifest) => {
    const { objects, store } = given();
    const manifest = await store.put(tenant, template, rendered.files);
    const path = manifestPath(objects);
    objects.objects.set(path, Buffer.from(JSON.stringify(olderManifest(manifest))));
    await expect(store.getZip(tenant, manifest.digest)).rejects.toMatchObject({ code: 'package.damaged' });

    const own = rendered.files.get('ext.json') ?? Buffer.alloc(0);
    objects.objects.set(path.replace('manifest.json', 'overlay/ext.json'), own);

    expect((await store.getFiles(tenant, manifest.digest)).get('ext.json')).toEqual(own);
    expect(await store.getZip(tenant, manifest.digest)).toEqual(await stored.zip());
  });

  it('keeps of a package what is its own: a manifest does not grow with the template', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, rendered.files);

    const own = rendered.files.get('ext.json')?.length ?? 0;
    expect(objects.objects.get(manifestPath(objects))?.length).toBeLessThan(500 + (own * 4) / 3);
  });

  it('keeps large files of a merchant beside the manifest', async () => {
    const { objects, store } = given();
    const overlay = new Map([...rendered.files, ['pictures/large.png', Buffer.alloc(70_000, 7)]]);
    const { digest } = await store.put(tenant, template, overlay);

    expect(objects.objects.get(manifestPath(objects))?.length).toBeLessThan(1000);
    const files = await new PackageStore(objects).getFiles(tenant, digest);
    expect(files.get('pictures/large.png')).toEqual(overlay.get('pictures/large.png'));
    expect(files.get('ext.json')).toEqual(rendered.files.get('ext.json'));
  });

  it('does not take a package for complete before its manifest is there', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, new Map([...rendered.files, ['large.png', Buffer.alloc(70_000)]]));

    expect(objects.written.slice(-3).map((path) => path.split('/').pop())).toEqual([
      'ext.json',
      'large.png',
      'manifest.json',
    ]);
  });
});
