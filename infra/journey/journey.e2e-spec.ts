import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { isUploaderInstalled } from '#infra/embedded/uploader.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JourneyContext } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SandboxObserver } from './sandbox-observer.js';
import { type Station, type StationReport, travel, until } from './station.js';
import { journeyStations } from './stations/all-stations.js';
import { authorise } from './stations/authorise.js';
import { brand } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { build, release, submit } from './stations/release.js';
import { signIn } from './stations/sign-in.js';
import { templateLibrary } from './stations/template-library.js';

const data = (file: string) => path.join(projectRoot(), 'infra/journey/data', file);

describe('the main job, from a client list to a paid order', () => {
  let system: System;
  let dataDir: string;
  let sandbox: SandboxObserver;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-journey-'));
    system = await startSystem({ dataDir, ports: 'random', durable: false, env: { SUBMISSION_LEASE_SECONDS: '2' } });
    sandbox = new SandboxObserver(system.urls.sandbox);
    await sandbox.change({ timeScale: 5 });
  }, 120_000);

  afterAll(async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const context = (clients?: string, products: readonly string[] = [], agency = demoAgency()): JourneyContext =>
    prepareJourney(
      {
        controlPlaneUrl: system.urls.controlPlane,
        runtimeUrl: system.urls.runtime,
        sandboxUrl: system.urls.sandbox,
        uploaderExpected: isUploaderInstalled(projectRoot()),
        accounts: { operator: system.logins.operator, agency },
      },
      clients,
      products,
    );

  const demoAgency = () => ({ name: 'Journey agency', ...system.logins.agency });

  const run = (stations: readonly Station<JourneyContext>[], of: JourneyContext): Promise<StationReport[]> =>
    travel(stations, of, () => undefined);

  test('every station is reached with the data the project ships, and two client rows are refused', async () => {
    const reports = await run(journeyStations, context());

    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(reports.find(({ station }) => station === 'client list imported')?.warnings).toHaveLength(2);
    expect(reports.find(({ station }) => station === 'direct upload')?.count).toBe(2);
  }, 240_000);

  test('a second run on goods with odd rows and unreachable pictures passes: warnings by row, no product lost', async () => {
    const reports = await run(journeyStations, context(undefined, [data('odd-products.csv')]));

    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    const goods = reports.find(({ station }) => station === 'products imported');
    expect(goods?.count).toBe(12 * 3);
    const ofOneShop = goods?.warnings.filter((warning) => warning.startsWith('西湖茶舍')) ?? [];
    expect(ofOneShop.filter((warning) => warning.includes('pictures.invalid'))).toHaveLength(3);
    expect(ofOneShop.some((warning) => warning.includes('row 7') && warning.includes('abc'))).toBe(true);
    expect(ofOneShop.some((warning) => warning.includes('row 8') && warning.includes('12.345'))).toBe(true);
  }, 240_000);

  describe('a worker killed at a step', () => {
    let journey: JourneyContext;
    let appId: string;

    beforeAll(async () => {
      const agency = { name: 'Agency of one', email: 'one@example.com', password: 'correct horse battery' };
      journey = context(data('one-client.csv'), [], agency);
      const reports = await run([signIn, importClients, authorise, templateLibrary, named('三潭印月'), build], journey);
      expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
      appId = journey.travellers[0]?.appId ?? '';
    }, 60_000);

    test.each([
      ['before', '/wxa/commit'],
      ['after', '/wxa/commit'],
      ['after', '/wxa/security/get_code_privacy_info'],
      ['after', '/cgi-bin/component/setprivacysetting'],
      ['before', '/wxa/submit_audit'],
      ['after', '/wxa/submit_audit'],
      ['after', '/wxa/get_auditstatus'],
      ['before', '/wxa/release'],
      ['after', '/wxa/release'],
    ])(
      '%s %s has taken effect is followed by one that goes on, and one audit is spent',
      async (moment, path) => {
        const auditsBefore = await sandbox.countAudits(appId);
        // The call is on its way to WeChat, or its answer is on the way back, when the worker dies.
        await sandbox.change({ faults: [{ path, appid: appId, delayMs: 2_500, after: moment === 'after', times: 1 }] });

        await run([submit], journey);
        await until(async () => ((await sandbox.openFaults()) === 0 ? true : null), {
          seconds: 60,
          sentence: () => `${path} was never called`,
        });
        await system.kill('worker', 'SIGKILL');
        await system.restart('worker');
        const [released] = await run([release], journey);

        expect(released).toMatchObject({ result: 'ok', count: 1, station: 'released' });
        expect(await sandbox.countAudits(appId)).toBe(auditsBefore + 1);
      },
      120_000,
    );
  });
});

/** A storefront of this name for every merchant: one that WeChat has nothing against. */
function named(name: string): Station<JourneyContext> {
  return {
    name: 'storefront published',
    async run(context) {
      for (const traveller of context.travellers) await brand(context, traveller, name, 0);
      return { count: context.travellers.length, remark: name };
    },
  };
}
