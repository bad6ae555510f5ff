import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { render } from '#hosting/rendering/render.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import type { JsonObject } from '#hosting/templates/json.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import { startSystem, type System } from '#infra/embedded/system.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { makeNewerRetail } from '#testing/newer-retail.js';
import {
  downloadPackage,
  getBuildById,
  requestBuild,
} from '../../services/control-plane/src/hosting/releases.contract.js';
import {
  getStorefront,
  publishStorefront,
  saveDraft,
} from '../../services/control-plane/src/hosting/storefront.contract.js';
import { getTemplate } from '../../services/control-plane/src/hosting/templates.contract.js';
import {
  buildShops,
  getBuildSeries,
  previewUpgrade,
  undoUpgrade,
  upgradeStorefront,
} from '../../services/control-plane/src/hosting/upgrades.contract.js';
import { Books } from './books.js';
import { prepareJourney } from './journey-input.js';
import { travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { signIn } from './stations/sign-in.js';
import { openTemplates } from './template-folder.fixture.js';

const RUNTIME_URL = 'https://shop.example.com';
const PROGRAMS = ['control-plane', 'runtime', 'worker'] as const;
const clients = [
  'C-1,照旧小店,wx00000000000000c1',
  'C-2,跟进小店,wx00000000000000c2',
  'C-3,冲突小店,wx00000000000000c3',
];

interface Shop {
  readonly merchantId: string;
  readonly appId: string;
}

describe('a template’s newer version', () => {
  let system: System;
  let folder: string;
  let api: ApiClient;
  let agencyId: string;
  let older: TemplateVersion;
  let newer: TemplateVersion;
  /** Stays on the older version; follows; has settings that the newer one does not take. */
  let staying: Shop;
  let following: Shop;
  let clashing: Shop;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-upgrade-'));
    const templates = openTemplates(folder);
    const env = { TEMPLATES_DIR: templates, RUNTIME_URL };
    system = await startSystem({ dataDir: path.join(folder, 'data'), ports: 'random', env });
    const { controlPlane: controlPlaneUrl, runtime: runtimeUrl, sandbox: sandboxUrl } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Careful agency', ...system.logins.agency } };
    const list = path.join(folder, 'clients.csv');
    writeFileSync(list, ['client_ref,name,app_id', ...clients].join('\n'));
    const journey = prepareJourney({ controlPlaneUrl, runtimeUrl, sandboxUrl, accounts }, list, []);
    const reports = await travel([signIn, importClients, authorise, configure], journey, () => undefined);
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    api = journey.agency;
    const books = Books.of(system.programEnv['DATABASE_URL'] ?? '', sandboxUrl);
    [{ id: agencyId } = { id: '' }] = await books.rows<{ id: string }>(
      `select id from platform.agency where name = 'Careful agency'`,
    );
    const shopOf = (appId: string) => journey.travellers.find((traveller) => traveller.appId === appId) as Shop;
    [staying, following, clashing] = ['c1', 'c2', 'c3'].map((end) => shopOf(`wx00000000000000${end}`)) as [
      Shop,
      Shop,
      Shop,
    ];
    await set(staying, { about: 'Older words' });
    await set(following, { about: 'Our story' });
    await set(clashing, { name: 'A longer name', slogan: 'Mine' });
    for (const shop of [staying, following, clashing])
      await api.call(publishStorefront, { params: params(shop), body: {} });
    // No package has been made by now: nothing but the start itself has kept the older version's files.
    older = loadTemplate(templates, 'retail');
    for (const name of PROGRAMS) await system.kill(name, 'SIGTERM');
    makeNewerRetail(templates);
    newer = loadTemplate(templates, 'retail');
    for (const name of PROGRAMS) await system.restart(name);
  }, 180_000);

  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const params = ({ merchantId, appId }: Shop) => ({ merchantId, appId });
  const look = (shop: Shop) => api.call(getStorefront, { params: params(shop) });

  async function set(shop: Shop, brand: JsonObject): Promise<void> {
    const { draft, draftVersion } = await look(shop);
    const config = { ...draft, brand: { ...(draft['brand'] as JsonObject), ...brand } };
    await api.call(saveDraft, { params: params(shop), body: { config, expectedVersion: draftVersion } });
  }

  async function built(shop: Shop) {
    const { id } = await api.call(requestBuild, { params: params(shop), body: {} });
    const at = { merchantId: shop.merchantId, buildId: id };
    return until(
      async () => {
        const build = await api.call(getBuildById, { params: at });
        return build.state === 'queued' ? null : build;
      },
      { seconds: 60, sentence: () => 'The package was not made.' },
    );
  }

  /** What the package of a version would be for the shop's draft as it stands. */
  async function expected(template: TemplateVersion, shop: Shop, revision: number) {
    const { draft } = await look(shop);
    return render(template, draft, { appId: shop.appId, runtimeUrl: RUNTIME_URL, revision });
  }

  const upgrade = async (shop: Shop, resolutions: { key: string; choice: 'mine' | 'theirs' }[] = []) => {
    const { draftVersion } = await look(shop);
    const body = { toVersion: '1.1.0', expectedVersion: draftVersion, resolutions };
    return api.call(upgradeStorefront, { params: params(shop), body });
  };

  test('is offered after a restart; a shop that stays is edited and built as before', async () => {
    const offered = await api.call(getTemplate, { params: { templateId: 'retail' } });
    expect(offered.version).toBe('1.1.0');
    expect(newer.baseDigest).not.toBe(older.baseDigest);
    expect(await look(staying)).toMatchObject({ templateVersion: '1.0.0' });

    // `about` is a setting of the older version only, and so is a name of that length.
    await set(staying, { about: 'Words of today', name: 'A longer name' });
    await api.call(publishStorefront, { params: params(staying), body: {} });
    const build = await built(staying);

    const { digest, files: own } = await expected(older, staying, build.revision);
    expect(build).toMatchObject({ state: 'succeeded', templateVersion: '1.0.0', digest });
    const at = { merchantId: staying.merchantId, buildId: build.id };
    const answer = await api.send(downloadPackage, { params: at });
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    expect(Object.keys(files)).toHaveLength(older.files.size + 1);
    expect(Buffer.from(files['ext.json'] ?? [])).toEqual(own.get('ext.json'));
  }, 90_000);

  test('is taken over by a shop: what it edited goes along, its package is of the newer version, and all of it can be undone', async () => {
    const before = await look(following);
    const preview = await api.call(previewUpgrade, { params: params(following) });
    expect(preview).toMatchObject({ fromVersion: '1.0.0', toVersion: '1.1.0', conflicts: [] });

    const { draftVersion } = await upgrade(following);
    const upgraded = await look(following);
    expect(upgraded.draft).toEqual(preview.config);
    expect(upgraded.draft['brand']).toMatchObject({ story: 'Our story', slogan: 'Newer' });
    // What is published still stands on the older version, and is built so until the draft is published.
    expect(await built(following)).toMatchObject({ state: 'succeeded', templateVersion: '1.0.0' });
    const { revision } = await api.call(publishStorefront, { params: params(following), body: {} });
    const { digest } = await expected(newer, following, revision);
    expect(await built(following)).toMatchObject({ state: 'succeeded', templateVersion: '1.1.0', digest });

    await api.call(undoUpgrade, { params: params(following), body: { expectedVersion: draftVersion } });
    expect(await look(following)).toMatchObject({ templateVersion: '1.0.0', draft: before.draft });
    await api.call(publishStorefront, { params: params(following), body: {} });
    expect(await built(following)).toMatchObject({ state: 'succeeded', templateVersion: '1.0.0' });
  }, 90_000);

  test('does not guess: conflicts are shown, and stored is nothing until each is decided', async () => {
    const before = await look(clashing);
    const { conflicts } = await api.call(previewUpgrade, { params: params(clashing) });
    expect(conflicts.map(({ key, kind, mine }) => [key, kind, mine])).toEqual([
      ['/brand/slogan', 'changed', 'Mine'],
      ['/brand/name', 'invalid', 'A longer name'],
    ]);
    const refused = await upgrade(clashing).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemAnswer);
    expect((refused as ProblemAnswer).problem.code).toBe('upgrade.undecided');
    expect(await look(clashing)).toEqual(before);

    await upgrade(clashing, [
      { key: '/brand/slogan', choice: 'mine' },
      { key: '/brand/name', choice: 'theirs' },
    ]);
    const { draft, templateVersion } = await look(clashing);
    expect(templateVersion).toBe('1.1.0');
    expect(draft['brand']).toMatchObject({ slogan: 'Mine' });
    const { revision } = await api.call(publishStorefront, { params: params(clashing), body: {} });
    const { digest } = await expected(newer, clashing, revision);
    expect(await built(clashing)).toMatchObject({ state: 'succeeded', templateVersion: '1.1.0', digest });
  }, 90_000);

  test('leaves older revisions buildable when no shop stands on them any more, after another restart', async () => {
    for (const shop of [staying, following]) {
      const { conflicts } = await api.call(previewUpgrade, { params: params(shop) });
      await upgrade(
        shop,
        conflicts.map(({ key }) => ({ key, choice: 'theirs' as const })),
      );
      await api.call(publishStorefront, { params: params(shop), body: {} });
    }
    for (const name of PROGRAMS) await system.restart(name);

    const { id } = await api.call(requestBuild, { params: params(staying), body: { revision: 1 } });
    const at = { merchantId: staying.merchantId, buildId: id };
    const first = await until(
      async () => {
        const build = await api.call(getBuildById, { params: at });
        return build.state === 'queued' ? null : build;
      },
      { seconds: 60, sentence: () => 'The package was not made.' },
    );
    expect(first).toMatchObject({ state: 'succeeded', templateVersion: '1.0.0', revision: 1 });

    const series = await api.call(buildShops, { params: { agencyId }, body: { templateId: 'retail' } });
    const done = await until(
      async () => {
        const found = await api.call(getBuildSeries, { params: { agencyId, seriesId: series.id } });
        return found.state === 'done' ? found : null;
      },
      { seconds: 60, sentence: () => 'The series does not end.' },
    );
    expect(done).toMatchObject({ succeeded: 2, failed: 0 });
  }, 120_000);
});
