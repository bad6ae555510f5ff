import { Injectable } from '@nestjs/common';
import type { Author } from '#commerce/catalogue/product-admin.js';
import { type DemoHandles, DemoItems, type DemoState } from '#commerce/demo-content/demo-items.js';
import { promotionsOf } from '#commerce/demo-content/demo-promotions.js';
import type { DemoKind } from '#commerce/demo-content/demo-kinds.js';
import { DemoRemoval, type DemoRemovalResult } from '#commerce/demo-content/demo-removal.js';
import { type DemoCounts, perKind } from '#commerce/demo-content/demo-rows.js';
import { StorefrontService } from '#hosting/storefronts/storefront.service.js';
import { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type DemoFiles, readDemoFiles, tableHandle } from './demo-files.js';
import { DemoImporters } from './demo-importers.js';

export interface DemoImport {
  readonly templateId: string;
  readonly presetId: string;
  readonly created: DemoCounts;
  readonly unchanged: DemoCounts;
  readonly kept: DemoCounts;
  readonly pictures: DemoState['pictures'];
}

/** A preset's demo content goes into the shop in one step, by the imports that a merchant has too, and out again. */
@Injectable()
export class DemoContentService {
  constructor(
    private readonly templates: TemplateCatalogue,
    private readonly storefronts: StorefrontService,
    private readonly items: DemoItems,
    private readonly removal: DemoRemoval,
    private readonly imports: DemoImporters,
  ) {}

  /**
   * @throws Problem applet.not_found, storefront.not_found, demo_content.other_template when the preset is of another template than the
   * storefront, template.preset_not_found, demo_content.broken
   */
  async import(tenantId: TenantId, appId: AppId, presetId: string, author: Author): Promise<DemoImport> {
    const { templateId } = await this.storefronts.get(tenantId, appId);
    const template = this.templates.get(templateId);
    const files = await readDemoFiles(template, this.presetOf(template, presetId));
    const origin = { appId, templateId, templateVersion: template.version, presetId };
    const claim = await this.items.claim(tenantId, origin, handlesOf(files), author);
    await this.imports.bring(tenantId, appId, files, claim, author);
    const { created, left } = await this.items.settle(tenantId, origin, claim, author);
    const { pictures } = await this.items.read(tenantId, appId);
    const kept = perKind((kind) => claim.kept[kind] + left[kind]);
    return { templateId, presetId, created, unchanged: claim.unchanged, kept, pictures };
  }

  /** @throws Problem applet.not_found, storefront.not_found */
  async read(tenantId: TenantId, appId: AppId) {
    await this.storefronts.get(tenantId, appId);
    const state = await this.items.read(tenantId, appId);
    const contents = state.contents.map((content) => {
      const presets = this.templates.find(content.templateId)?.presets ?? [];
      return { ...content, title: presets.find(({ id }) => id === content.presetId)?.title ?? null };
    });
    return { ...state, contents };
  }

  /** @throws Problem applet.not_found, storefront.not_found */
  async remove(tenantId: TenantId, appId: AppId, author: Author): Promise<DemoRemovalResult> {
    await this.storefronts.get(tenantId, appId);
    return this.removal.remove(tenantId, appId, author);
  }

  private presetOf(template: TemplateVersion, presetId: string): TemplatePreset {
    const preset = template.presets.find(({ id }) => id === presetId);
    if (preset) return preset;
    const other = this.templates.list().find(({ presets }) => presets.some(({ id }) => id === presetId));
    if (!other) throw new Problem('template.preset_not_found', { params: { preset: presetId, template: template.id } });
    const params = { preset: presetId, other: other.id, template: template.id };
    throw new Problem('demo_content.other_template', { params });
  }
}

function handlesOf({ goods, booking, magazine, tables, promotions }: DemoFiles): DemoHandles {
  const of = (items: readonly { readonly handle: string }[]) => items.map(({ handle }) => handle);
  const promoted = new Map(promotionsOf(promotions).map(({ kind, wishes }) => [kind as DemoKind, of(wishes)]));
  return {
    ...perKind((kind) => promoted.get(kind) ?? []),
    product: of(goods.products),
    service: of(booking.services),
    staff: of(booking.staff),
    author: of(magazine.authors),
    article: of(magazine.articles),
    table: tables.map(tableHandle),
  };
}
