import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '#hosting/templates/json.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import { TemplateArchiveAcrossTenants } from '#hosting/upgrades/template-archive.repository.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { eventually } from '#testing/eventually.js';
import { buildPackage } from '#testing/hosting-steps.js';
import { HostingWorld, type WorldShop } from '#testing/hosting-world.js';
import { makeNewerRetail } from '#testing/newer-retail.js';
import { refusal } from '#testing/refusal.js';
import { listBuilds } from './releases.contract.js';
import { getStorefront, publishStorefront } from './storefront.contract.js';
import {
  buildShops,
  getBuildSeries,
  previewUpgrade,
  undoUpgrade,
  upgradeShops,
  upgradeStorefront,
} from './upgrades.contract.js';

describe('hosting: upgrades of a template', () => {
  let hosting: HostingWorld;
  let shop: WorldShop;
  let templates: string;

  beforeAll(async () => {
    templates = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync(join(projectRoot(), 'templates'), templates, { recursive: true });
    makeNewerRetail(templates);
    hosting = await HostingWorld.start({}, { TEMPLATES_DIR: templates });
    shop = await hosting.shop();
    // What an installation of the version before would have recorded when it started.
    const fleet = await FleetDatabase.connect(hosting.world.database.access, 1);
    await new TemplateArchiveAcrossTenants(fleet).record(loadTemplate(join(projectRoot(), 'templates'), 'retail'));
    await fleet.close();
  });
  afterAll(async () => {
    await hosting.stop();
    rmSync(templates, { recursive: true });
  });

  /** A shop that stands on 1.0.0 as the templates folder of the checkout has it, with something set by the merchant. */
  async function olderShop(brand: JsonObject = {}): Promise<WorldShop> {
    const older = await hosting.shop(shop.agency);
    const preset = JSON.parse(readFileSync(join(projectRoot(), 'templates/retail/presets/tea-house.json'), 'utf8')) as {
      config: { brand: object };
    };
    const draft = { ...preset.config, brand: { ...preset.config.brand, ...brand } };
    await hosting.asFleet(
      `update storefront set template_version = '1.0.0', draft = '${JSON.stringify(draft).replaceAll("'", "''")}'::jsonb
       where tenant_id = $1 returning 1`,
      older.merchantId,
    );
    return older;
  }
  const look = ({ api, params }: WorldShop) => api.call(previewUpgrade, { params });
  const upgrade = async (
    of: WorldShop,
    resolutions: readonly { key: string; choice: 'mine' | 'theirs' | 'value'; value?: string }[] = [],
  ) => {
    const { draftVersion } = await of.api.call(getStorefront, { params: of.params });
    return of.api.call(upgradeStorefront, {
      params: of.params,
      body: { toVersion: '1.1.0', expectedVersion: draftVersion, resolutions: [...resolutions] },
    });
  };

  test('edits are carried over under their new names, what was left alone follows, and the draft before comes back', async () => {
    const older = await olderShop({ about: 'Our story' });
    const before = await older.api.call(getStorefront, { params: older.params });

    const preview = await look(older);
    expect(preview).toMatchObject({ fromVersion: '1.0.0', toVersion: '1.1.0', conflicts: [], needsPackage: true });
    // A rename is no change.
    expect(preview.changes).toMatchObject([{ pointer: '/brand/slogan', after: 'Newer' }]);
    const upgraded = await upgrade(older);

    expect(upgraded).toMatchObject({ toVersion: '1.1.0', keptAside: [] });
    const { draft, templateVersion } = await older.api.call(getStorefront, { params: older.params });
    expect(templateVersion).toBe('1.1.0');
    expect(draft).toEqual(preview.config);
    expect(draft['brand']).toMatchObject({ story: 'Our story', slogan: 'Newer' });
    await older.api.call(publishStorefront, { params: older.params, body: {} });

    const body = { expectedVersion: upgraded.draftVersion };
    await older.api.call(undoUpgrade, { params: older.params, body });
    const after = await older.api.call(getStorefront, { params: older.params });
    expect(after).toMatchObject({ draft: before.draft, templateVersion: '1.0.0' });
    const again = { expectedVersion: after.draftVersion };
    expect(await refusal(older.api.call(undoUpgrade, { params: older.params, body: again }))).toMatchObject({
      status: 409,
      code: 'upgrade.nothing_to_undo',
    });
  });

  test('conflicts are shown, not guessed: without a choice for each nothing is stored', async () => {
    const older = await olderShop({ name: 'A much longer name', slogan: 'Mine' });
    const before = await older.api.call(getStorefront, { params: older.params });

    const { conflicts } = await look(older);
    expect(conflicts.map(({ key, kind, mine }) => [key, kind, mine])).toEqual([
      ['/brand/slogan', 'changed', 'Mine'],
      ['/brand/name', 'invalid', 'A much longer name'],
    ]);
    expect(await refusal(upgrade(older))).toMatchObject({ status: 409, code: 'upgrade.undecided' });
    const one = [{ key: '/brand/slogan', choice: 'mine' as const }];
    expect(await refusal(upgrade(older, one))).toMatchObject({ status: 409, code: 'upgrade.undecided' });
    const wrong = [...one, { key: '/brand/name', choice: 'value' as const, value: 'Still much too long' }];
    expect(await refusal(upgrade(older, wrong))).toMatchObject({ status: 409, code: 'upgrade.undecided' });
    expect(await older.api.call(getStorefront, { params: older.params })).toEqual(before);

    await upgrade(older, [...one, { key: '/brand/name', choice: 'value', value: 'Short' }]);

    const { draft } = await older.api.call(getStorefront, { params: older.params });
    expect(draft['brand']).toMatchObject({ name: 'Short', slogan: 'Mine' });
  });

  test('choices that fit nothing, another draft and another version are refused', async () => {
    const older = await olderShop();
    const { params } = older;
    const { draftVersion } = await older.api.call(getStorefront, { params });
    const body = { toVersion: '1.1.0', expectedVersion: draftVersion, resolutions: [] };

    const unknown = await refusal(upgrade(older, [{ key: '/nothing', choice: 'mine' }]));
    expect(unknown).toMatchObject({ status: 422, code: 'upgrade.choice_unknown', pointers: ['/nothing'] });
    const stale = older.api.call(upgradeStorefront, { params, body: { ...body, expectedVersion: draftVersion + 1 } });
    expect(await refusal(stale)).toMatchObject({ status: 409, code: 'storefront.draft_conflict' });
    const other = older.api.call(upgradeStorefront, { params, body: { ...body, toVersion: '9.0.0' } });
    expect(await refusal(other)).toMatchObject({ status: 409, code: 'upgrade.not_available' });
    const bad = older.api.call(upgradeStorefront, { params, body: { ...body, toVersion: 'latest' } });
    expect(await refusal(bad)).toMatchObject({ status: 400, code: 'request.invalid', pointers: ['/toVersion'] });
    expect(await refusal(look(shop))).toMatchObject({ status: 409, code: 'upgrade.not_available' });
  });

  test('of two who upgrade at the same time one is told', async () => {
    const older = await olderShop();

    const answers = await Promise.allSettled([upgrade(older), upgrade(older)]);

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('an agency upgrades all its shops but those with conflicts', async () => {
    const [plain, edited] = [await olderShop(), await olderShop({ slogan: 'Mine' })];
    const params = { agencyId: shop.agency.id };
    const found: Record<string, string> = {};

    let cursor: string | null = null;
    do {
      const body = { templateId: 'retail', limit: 1, ...(cursor !== null && { cursor }) };
      const page: { items: { appId: string; outcome: string }[]; nextCursor: string | null } = await shop.api.call(
        upgradeShops,
        { params, body },
      );
      for (const { appId, outcome } of page.items) found[appId] = outcome;
      cursor = page.nextCursor;
    } while (cursor !== null);

    expect(found).toMatchObject({ [plain.appId]: 'upgraded', [edited.appId]: 'conflicts' });
    expect(found).not.toHaveProperty(shop.appId);
    const again = await shop.api.call(upgradeShops, { params, body: { templateId: 'retail', limit: 100 } });
    expect(again.items.map(({ appId, outcome, conflicts }) => [appId, outcome, conflicts])).toContainEqual([
      edited.appId,
      'conflicts',
      1,
    ]);
    expect(again.items.some(({ outcome }) => outcome === 'upgraded')).toBe(false);
  });

  test('strangers are asked to log in, and neighbours see nothing', async () => {
    const older = await olderShop();
    const neighbour = await hosting.shop();
    const { params } = older;
    const body = { toVersion: '1.1.0', expectedVersion: 1, resolutions: [] };
    const undo = { expectedVersion: 1 };
    const agency = { params: { agencyId: shop.agency.id }, body: { templateId: 'retail', limit: 10 } };

    for (const [api, status] of [
      [hosting.world.stranger, 401],
      [neighbour.api, 404],
    ] as const) {
      expect(await refusal(api.call(previewUpgrade, { params }))).toMatchObject({ status });
      expect(await refusal(api.call(upgradeStorefront, { params, body }))).toMatchObject({ status });
      expect(await refusal(api.call(undoUpgrade, { params, body: undo }))).toMatchObject({ status });
      expect(await refusal(api.call(upgradeShops, agency))).toMatchObject({ status });
    }
    const unknown = { params: agency.params, body: { templateId: 'nothing', limit: 10 } };
    expect(await refusal(shop.api.call(upgradeShops, unknown))).toMatchObject({
      status: 404,
      code: 'template.not_found',
    });
  });

  test('an agency has the packages of all its published shops made in one go, each once', async () => {
    const agency = await hosting.world.agency();
    const shops = [await hosting.shop(agency), await hosting.shop(agency), await hosting.shop(agency)];
    for (const { api, params } of shops.slice(0, 2)) await api.call(publishStorefront, { params, body: {} });
    const params = { agencyId: agency.id };
    const made = async () => {
      const { id } = await agency.api.call(buildShops, { params, body: { templateId: 'retail' } });
      return eventually(
        () => agency.api.call(getBuildSeries, { params: { ...params, seriesId: id } }),
        ({ state }) => state === 'done',
      );
    };

    expect(await made()).toMatchObject({ succeeded: 2, failed: 0 });
    expect(await made()).toMatchObject({ succeeded: 0, failed: 0 });

    const first = shops[0] as WorldShop;
    const { items } = await first.api.call(listBuilds, { params: first.params });
    expect(items).toMatchObject([{ state: 'succeeded', revision: 1 }]);
    const alone = await buildPackage(first);
    expect(alone.digest).toBe(items[0]?.digest);
    const unknown = { params: { ...params, seriesId: first.merchantId } };
    expect(await refusal(agency.api.call(getBuildSeries, unknown))).toMatchObject({ code: 'build_series.not_found' });
    const nothing = { params, body: { templateId: 'nothing' } };
    expect(await refusal(agency.api.call(buildShops, nothing))).toMatchObject({ code: 'template.not_found' });
    for (const [api, status] of [
      [hosting.world.stranger, 401],
      [shop.api, 404],
    ] as const) {
      expect(await refusal(api.call(buildShops, { params, body: { templateId: 'retail' } }))).toMatchObject({ status });
      expect(await refusal(api.call(getBuildSeries, unknown))).toMatchObject({ status });
    }
  });
});
