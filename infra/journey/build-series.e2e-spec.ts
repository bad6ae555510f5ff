import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { Client } from 'pg';
import { storedZipPart, writeZip, zipPart } from '#hosting/packages/zip.js';
import { digestOf } from '#hosting/rendering/digest.js';
import { render } from '#hosting/rendering/render.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import { startSystem, type System } from '#infra/embedded/system.js';
import { downloadPackage, listBuilds } from '../../services/control-plane/src/hosting/releases.contract.js';
import { getStorefront } from '../../services/control-plane/src/hosting/storefront.contract.js';
import { buildShops, getBuildSeries } from '../../services/control-plane/src/hosting/upgrades.contract.js';
import { Books } from './books.js';
import { openTemplates } from './template-folder.fixture.js';
import type { JourneyContext } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { each, travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { signIn } from './stations/sign-in.js';

const SHOPS = 120;

describe('packages of a whole agency', () => {
  let system: System;
  let folder: string;
  let templates: string;
  let books: Books;
  let journey: JourneyContext;
  let agencyId: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-series-'));
    templates = openTemplates(folder);
    const env = { TEMPLATES_DIR: templates, RUNTIME_URL: 'https://shop.example.com' };
    system = await startSystem({ dataDir: path.join(folder, 'data'), ports: 'random', env });
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    const { controlPlane: controlPlaneUrl, runtime: runtimeUrl, sandbox: sandboxUrl } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Series agency', ...system.logins.agency } };
    const clients = path.join(folder, 'clients.csv');
    const rows = Array.from({ length: SHOPS }, (_, index) => `S-${index},小店${index},wx${hex(index + 1)}`);
    writeFileSync(clients, ['client_ref,name,app_id', ...rows].join('\n'));
    journey = prepareJourney({ controlPlaneUrl, runtimeUrl, sandboxUrl, accounts }, clients, []);
    const reports = await travel([signIn, importClients, authorise, configure], journey, () => undefined);
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    const [agency] = await books.rows<{ id: string }>(`select id from platform.agency where name = 'Series agency'`);
    agencyId = agency?.id ?? '';
  }, 240_000);

  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const madeSoFar = async () => {
    const [{ count } = { count: 0 }] = await books.rows<{ count: number }>('select count(*)::int as count from build');
    return count;
  };

  /** Kills the worker when the packages of a chunk lie in the store and are about to be recorded. */
  const killWhileRecording = async (lock: Client) => {
    await until(
      async () => {
        const waiting = await books.rows(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%update platform.build_series%cursor_tenant%'`,
        );
        return waiting.length > 0 ? true : null;
      },
      { seconds: 60, sentence: () => 'The worker has not come to record a chunk.' },
    );
    await system.kill('worker', 'SIGKILL');
    await lock.query('rollback');
    // As if the dead worker's lease had run out.
    await books.rows(`update platform.build_series set next_step_at = now() - interval '1 minute'`);
  };

  const locked = async (seriesId: string) => {
    const client = new Client({ connectionString: system.programEnv['DATABASE_URL'] });
    await client.connect();
    await client.query('begin');
    await client.query('select 1 from platform.build_series where id = $1 for update', [seriesId]);
    return client;
  };

  test(`of ${SHOPS} shops are made once each, the same bytes, though the worker is killed twice on the way`, async () => {
    const params = { agencyId };
    await system.kill('worker', 'SIGKILL');
    const { id } = await journey.agency.call(buildShops, { params, body: { templateId: 'retail' } });
    const look = () => journey.agency.call(getBuildSeries, { params: { ...params, seriesId: id } });
    const claimable = () =>
      books.rows(`update platform.build_series set next_step_at = now() - interval '1 minute' where id = $1`, [id]);

    // In the first chunk: claimed, the lock put on, and killed before anything is recorded.
    await system.restart('worker');
    const first = await until(
      async () => {
        const lock = await locked(id);
        const [row] = await books.rows<{ claimed: boolean }>(
          `select next_step_at > now() + interval '30 seconds' as claimed from platform.build_series where id = $1`,
          [id],
        );
        if (row?.claimed) return lock;
        await lock.query('rollback');
        await lock.end();
        return null;
      },
      { seconds: 60, sentence: () => 'The worker has not begun.' },
    );
    await killWhileRecording(first);
    await first.end();
    const afterFirst = await madeSoFar();
    expect(afterFirst % 50).toBe(0);

    // Behind a chunk that is recorded, in the next one.
    await claimable();
    await system.restart('worker');
    await until(async () => ((await madeSoFar()) > afterFirst ? true : null), {
      seconds: 60,
      sentence: () => 'The series does not go on after the first kill.',
    });
    const second = await locked(id);
    await killWhileRecording(second);
    await second.end();
    const afterSecond = await madeSoFar();
    expect(afterSecond).toBeGreaterThan(afterFirst);
    expect(afterSecond).toBeLessThan(SHOPS);
    expect(await look()).toMatchObject({ state: 'queued', succeeded: afterSecond, failed: 0 });

    await claimable();
    await system.restart('worker');
    const done = await until(
      async () => {
        const series = await look();
        return series.state === 'done' ? series : null;
      },
      { seconds: 120, sentence: () => 'The series does not end after the second kill.' },
    );

    expect(done).toMatchObject({ succeeded: SHOPS, failed: 0 });
    const template = loadTemplate(templates, 'retail');
    const base = zipPart(template.files);
    let compared = 0;
    await each(journey.travellers, async ({ merchantId, appId }) => {
      const shop = { merchantId, appId };
      const { items } = await journey.agency.call(listBuilds, { params: shop });
      expect(items).toMatchObject([{ state: 'succeeded', revision: 1, templateVersion: template.version }]);
      const [build] = items;
      const { draft } = await journey.agency.call(getStorefront, { params: shop });
      const alone = render(template, draft, { appId, runtimeUrl: 'https://shop.example.com', revision: 1 });
      const answer = await journey.agency.send(downloadPackage, { params: { merchantId, buildId: build?.id ?? '' } });
      const zip = Buffer.from(await answer.arrayBuffer());
      expect(build?.digest).toBe(alone.digest);
      expect(zip.equals(writeZip(base, storedZipPart(alone.files)))).toBe(true);
      const unpacked = Object.entries(unzipSync(zip)).map(([file, bytes]) => [file, Buffer.from(bytes)] as const);
      expect(digestOf(new Map(unpacked))).toBe(build?.digest);
      compared += 1;
    });
    expect(compared).toBe(SHOPS);
    expect(await madeSoFar()).toBe(SHOPS);
  }, 240_000);
});

function hex(index: number): string {
  return index.toString(16).padStart(16, '0');
}
