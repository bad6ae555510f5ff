import { Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { ObjectStore, type StoredObject } from '#kernel/storage/object-store.js';
import { render } from '../rendering/render.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
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
    expect(objects.written.filter((path) => path.startsWith(`tenants/${tenant}/packages/`))).toHaveLength(2);
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

  it('answers package.damaged when a stored file was changed', async () => {
    const { objects, store } = given();
    const { digest } = await store.put(tenant, template, rendered.files);
    const path = [...objects.objects.keys()].find((candidate) => candidate.endsWith('/ext.json')) ?? '';
    objects.objects.set(path, Buffer.from('{}'));

    await expect(store.getFiles(tenant, digest)).rejects.toMatchObject({ code: 'package.damaged' });
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

  it('reads a package whose manifest still lists the template\u2019s files', async () => {
    const { objects, store } = given();
    const { digest, baseDigest, overlay } = await store.put(tenant, template, rendered.files);
    const files = [
      ...[...template.fileDigests].map(([path, of]) => ({ path, ...of, from: 'base' })),
      ...overlay.map((file) => ({ ...file, from: 'overlay' })),
    ];
    const path = [...objects.objects.keys()].find((candidate) => candidate.endsWith('/manifest.json')) ?? '';
    objects.objects.set(path, Buffer.from(JSON.stringify({ format: 1, digest, baseDigest, files, totalBytes: 1 })));

    expect((await store.getFiles(tenant, digest)).get('ext.json')).toEqual(rendered.files.get('ext.json'));
  });

  it('keeps of a package what is its own: a manifest does not grow with the template', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, rendered.files);

    const path = [...objects.objects.keys()].find((candidate) => candidate.endsWith('/manifest.json')) ?? '';
    expect(objects.objects.get(path)?.length).toBeLessThan(500);
  });

  it('does not take a package for complete before its manifest is there', async () => {
    const { objects, store } = given();
    await store.put(tenant, template, rendered.files);

    expect(objects.written.at(-1)).toMatch(/\/manifest\.json$/);
  });
});
