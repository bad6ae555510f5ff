import { createHash } from 'node:crypto';
import path from 'node:path';
import { zipSync } from 'fflate';
import { PackageSeries } from '#hosting/packages/package-series.js';
import { PackageStore } from '#hosting/packages/package-store.js';
import { storedZipPart, writeZip, zipPart } from '#hosting/packages/zip.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { DiskObjectStore } from '#kernel/storage/disk-object-store.js';
import { fleetApplet } from './fleet.js';

export interface ZipFigures {
  /** Zips per CPU second: put together from a base at hand, and from the store on disk. */
  readonly joinedPerCpuSecond: number;
  readonly fromStorePerCpuSecond: number;
  /** The yardstick: the same files deflated anew by fflate. */
  readonly fflatePerCpuSecond: number;
  /** What a bare program spends on the same overlays: JSON.stringify and one SHA-256; CPU seconds per 100,000. */
  readonly bareOverlaySeconds: number;
}

const STORED = 200;

export async function measureZips(templates: readonly TemplateVersion[], folder: string): Promise<ZipFigures> {
  const series = new Map(templates.map((template) => [template, new PackageSeries(template)]));
  const made = Array.from({ length: STORED }, (_, index) => {
    const { template, config, variables } = fleetApplet(templates, index);
    return {
      template,
      tenantId: newId<TenantId>(),
      ...(series.get(template) as PackageSeries).make(config, variables),
    };
  });
  const packageAt = (index: number) => made[index % made.length] as (typeof made)[number];
  const bases = new Map(templates.map((template) => [template, zipPart(template.files)]));
  const joined = await perCpuSecond(4000, (index) => {
    const { template, files } = packageAt(index);
    writeZip(bases.get(template) ?? zipPart(template.files), storedZipPart(files));
  });

  const store = new PackageStore(await DiskObjectStore.open(path.join(folder, 'objects')));
  for (const template of templates) await store.putBase(template);
  for (const { tenantId, manifest, files } of made) await store.putOverlay(tenantId, manifest, files);
  const fromStore = await perCpuSecond(2000, (index) => {
    const { tenantId, manifest } = packageAt(index);
    return store.getZip(tenantId, manifest.digest);
  });

  const fflate = await perCpuSecond(8, (index) => {
    const { template, files } = packageAt(index);
    zipSync(Object.fromEntries([...template.files, ...files]), { level: 9, mtime: '1980-01-01T12:00:00Z' });
  });
  const overlays = made.map(({ extJson }) => JSON.parse(extJson) as object);
  const bare = await perCpuSecond(50_000, (index) => {
    createHash('sha256')
      .update(JSON.stringify(overlays[index % overlays.length]))
      .digest('hex');
  });
  return {
    joinedPerCpuSecond: joined,
    fromStorePerCpuSecond: fromStore,
    fflatePerCpuSecond: fflate,
    bareOverlaySeconds: 100_000 / bare,
  };
}

/** The best of three: what else runs on the machine only ever adds to the CPU time. */
async function perCpuSecond(times: number, work: (index: number) => unknown): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    for (let index = 0; index < Math.ceil(times / 10); index += 1) await work(index);
    const before = process.cpuUsage();
    for (let index = 0; index < times; index += 1) await work(index);
    const { user, system } = process.cpuUsage(before);
    runs.push(times / ((user + system) / 1e6));
  }
  return Math.max(...runs);
}
