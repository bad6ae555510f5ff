import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskObjectStore } from '#kernel/storage/disk-object-store.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { type BaseReportStore, linterVersion, StoredBaseReports } from './base-reports.js';
import type { Finding } from './finding.js';
import { PackageLinter } from './package-linter.js';

const template = smallTemplate();
const overlay = { extJson: JSON.stringify({ extAppid: 'wx0123456789abcdef', lazyCodeLoading: 'requiredComponents' }) };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiaopu-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what was found in a template', () => {
  it('is found once and read by the next process', async () => {
    const first = counting(new StoredBaseReports(await DiskObjectStore.open(folder)));
    const one = new PackageLinter(first);
    await one.prepare(template);
    const second = counting(new StoredBaseReports(await DiskObjectStore.open(folder)));
    const other = new PackageLinter(second);
    await other.prepare(template);
    await other.prepare(template);

    expect(first.puts).toBe(1);
    expect(second).toMatchObject({ puts: 0, finds: 1 });
    expect(other.lint(template, overlay)).toEqual(one.lint(template, overlay));
  });

  it('is looked for again when the manifest says something else', async () => {
    const reports = counting(new StoredBaseReports(await DiskObjectStore.open(folder)));
    await new PackageLinter(reports).prepare(template);
    const changed = { ...template, manifest: { ...template.manifest, features: ['payment' as const] } };
    const linter = new PackageLinter(reports);
    await linter.prepare(changed);

    expect(reports.puts).toBe(2);
    expect(linter.lint(changed, overlay).findings.map(({ rule }) => rule)).toContain('audit.feature_unused');
  });

  it.each([
    '',
    '{',
    '{"format":1}',
    '{"format":2,"findings":[]}',
    '{"format":1,"findings":[{"rule":"none.such","file":"a"}]}',
    'null',
  ])('is looked for again when the report reads %j', async (damaged) => {
    await new PackageLinter(new StoredBaseReports(await DiskObjectStore.open(folder))).prepare(template);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (name.includes('findings-')) writeFileSync(join(folder, name), damaged);
    }
    const reports = counting(new StoredBaseReports(await DiskObjectStore.open(folder)));
    await new PackageLinter(reports).prepare(template);

    expect(reports.puts).toBe(1);
  });

  it('costs a linter without a working store nothing but time', async () => {
    const nowhere = new StoredBaseReports(await openThenBreak());
    const linter = new PackageLinter(nowhere);
    await linter.prepare(template);

    expect(linter.lint(template, overlay)).toEqual(new PackageLinter().lint(template, overlay));
  });

  it('belongs to one version of the linter', () => {
    expect(linterVersion()).toMatch(/^[0-9a-f]{64}$/);
  });
});

function counting(store: BaseReportStore): BaseReportStore & { finds: number; puts: number } {
  const counted = {
    finds: 0,
    puts: 0,
    find: (baseDigest: string, key: string) => {
      counted.finds += 1;
      return store.find(baseDigest, key);
    },
    put: (baseDigest: string, key: string, findings: readonly Finding[]) => {
      counted.puts += 1;
      return store.put(baseDigest, key, findings);
    },
  };
  return counted;
}

/** A store whose disk has gone away since it was opened. */
async function openThenBreak(): Promise<DiskObjectStore> {
  const objects = await DiskObjectStore.open(join(folder, 'gone'));
  rmSync(join(folder, 'gone'), { recursive: true });
  writeFileSync(join(folder, 'gone'), '');
  return objects;
}
