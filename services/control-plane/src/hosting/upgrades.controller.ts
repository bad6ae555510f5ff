import { Controller } from '@nestjs/common';
import { type BuildSeries, BuildSeriesAcrossTenants } from '#hosting/builds/build-series.repository.js';
import { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { type OutdatedStorefront, StorefrontsAcrossTenants } from '#hosting/upgrades/storefronts.repository.js';
import { UpgradeService } from '#hosting/upgrades/upgrade.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AgencyId, type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Author, type Caller, CallerParam } from '../access/caller.js';
import {
  buildShops,
  getBuildSeries,
  previewUpgrade,
  undoUpgrade,
  upgradeShops,
  upgradeStorefront,
} from './upgrades.contract.js';

type ShopOutcome = Out<typeof upgradeShops>['items'][number];

@Controller()
export class UpgradesController {
  constructor(
    private readonly upgrades: UpgradeService,
    private readonly storefronts: StorefrontsAcrossTenants,
    private readonly templates: TemplateCatalogue,
    private readonly series: BuildSeriesAcrossTenants,
  ) {}

  @Endpoint(previewUpgrade)
  async preview(@Input() { params }: In<typeof previewUpgrade>): Promise<Out<typeof previewUpgrade>> {
    const preview = await this.upgrades.preview(...place(params));
    return { ...toWire(preview), config: preview.config };
  }

  @Endpoint(upgradeStorefront)
  async upgrade(
    @Input() { params, body }: In<typeof upgradeStorefront>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof upgradeStorefront>> {
    return toWire(await this.upgrades.upgrade(...place(params), { ...body, actor, requestId }));
  }

  @Endpoint(undoUpgrade)
  async undo(
    @Input() { params, body }: In<typeof undoUpgrade>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof undoUpgrade>> {
    return toWire(await this.upgrades.undo(...place(params), { ...body, actor, requestId }));
  }

  @Endpoint(upgradeShops)
  async upgradeShops(
    @Input() { params, body }: In<typeof upgradeShops>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof upgradeShops>> {
    const { limit } = body;
    const [tenantId, appletId] = decodeCursor(body.cursor, ['uuid', 'uuid']) ?? [];
    const after = tenantId === undefined ? null : { tenantId: String(tenantId), appletId: String(appletId) };
    const template = this.templates.get(body.templateId);
    const found = await this.storefronts.outdated(asId<AgencyId>(params.agencyId), template, after, limit + 1);
    const items: ShopOutcome[] = [];
    for (const shop of found.slice(0, limit)) items.push(await this.upgradeShop(shop, { actor, requestId }));
    const last = found[limit - 1];
    const isMore = found.length > limit && last !== undefined;
    return { items, nextCursor: isMore ? encodeCursor([last.tenantId, last.appletId]) : null };
  }

  @Endpoint(buildShops)
  async buildShops(
    @Input() { params, body }: In<typeof buildShops>,
    @CallerParam() { actor }: Caller,
  ): Promise<Out<typeof buildShops>> {
    const { id } = this.templates.get(body.templateId);
    return toSeries(await this.series.add(asId<AgencyId>(params.agencyId), id, actor));
  }

  @Endpoint(getBuildSeries)
  async buildSeries(@Input() { params }: In<typeof getBuildSeries>): Promise<Out<typeof getBuildSeries>> {
    return toSeries(await this.series.get(asId<AgencyId>(params.agencyId), params.seriesId));
  }

  /** One shop's refusal does not keep the others from being upgraded. */
  private async upgradeShop(shop: OutdatedStorefront, author: Author): Promise<ShopOutcome> {
    const { tenantId, appId, merchantName, version } = shop;
    const told = { merchantId: tenantId, merchantName, appId, fromVersion: version, conflicts: 0, reason: null };
    try {
      const request = { ...author, expectedVersion: null, toVersion: null, resolutions: [] };
      await this.upgrades.upgrade(tenantId, appId, request);
      return { ...told, outcome: 'upgraded' };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      if (error.code !== 'upgrade.undecided') return { ...told, outcome: 'refused', reason: error.code };
      return { ...told, outcome: 'conflicts', conflicts: Number(error.options.params?.['count'] ?? 0) };
    }
  }
}

function toSeries({ id, templateId, state, succeeded, failed, createdAt, finishedAt }: BuildSeries) {
  return toWire({ id, templateId, state, succeeded, failed, createdAt, finishedAt });
}

function place({ merchantId, appId }: { readonly merchantId: string; readonly appId: string }): [TenantId, AppId] {
  return [asId<TenantId>(merchantId), asId<AppId>(appId)];
}
