import type { ShortCodes } from '#commerce/codes/short-codes.js';
import { sceneOf } from '#commerce/codes/short-code.js';
import { DRAFT_PREVIEW_HEADER, type DraftPreviews } from '#hosting/previews/draft-preview.js';
import type { HostingSettings } from '#hosting/hosting-settings.js';
import type { PackageStore } from '#hosting/packages/package-store.js';
import { render } from '#hosting/rendering/render.js';
import type { StorefrontService } from '#hosting/storefronts/storefront.service.js';
import type { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { AppJson, ExtJson } from '../../../player/src/format.js';
import type { CompiledBases } from './compiled-bases.js';
import type { Preview, PreviewedPackage, PreviewSource, ScannableCode } from './preview-package.js';
import { DRAFT, type PreviewTickets } from './preview-tickets.js';

export interface PlatformParts {
  readonly tickets: PreviewTickets;
  readonly drafts: DraftPreviews;
  readonly bases: CompiledBases;
  readonly storefronts: StorefrontService;
  readonly templates: TemplateCatalogue;
  readonly packages: PackageStore;
  readonly hosting: HostingSettings;
  readonly codes: ShortCodes;
}

/** Packages of the platform's merchants: built ones by digest, and drafts as they are at the moment. */
export class PlatformSource implements PreviewSource {
  constructor(private readonly parts: PlatformParts) {}

  open(ticket: string): Promise<Preview> {
    return this.parts.tickets.open(ticket);
  }

  async find(preview: Preview): Promise<PreviewedPackage> {
    const [tenantId, appId] = place(preview);
    return preview.shows === DRAFT ? this.draft(tenantId, appId) : this.built(tenantId, appId, preview.shows);
  }

  script(baseDigest: string): Promise<Buffer> {
    return this.parts.bases.script(baseDigest);
  }

  file(baseDigest: string, path: string): Promise<Buffer | null> {
    return this.parts.bases.file(baseDigest, path);
  }

  runtimeHeaders(preview: Preview): Readonly<Record<string, string>> {
    if (preview.shows !== DRAFT) return {};
    return { [DRAFT_PREVIEW_HEADER]: this.parts.drafts.issue(...place(preview), Date.now()) };
  }

  /** What hangs on the shop's tables and counters; a scanned code opens the first page. */
  async codes(preview: Preview): Promise<readonly ScannableCode[]> {
    const [tenantId, appId] = place(preview);
    const codes = await this.parts.codes.list(tenantId, appId, { after: null, limit: 50, kind: null });
    const firstPage = await this.firstPage((await this.find(preview)).baseDigest);
    return codes
      .filter(({ state }) => state === 'active')
      .map(({ code, label }) => {
        const path = `${firstPage}?scene=${encodeURIComponent(sceneOf(code))}`;
        return { title: label, path, result: path };
      });
  }

  private async firstPage(baseDigest: string): Promise<string> {
    const bytes = await this.file(baseDigest, 'app.json');
    const { pages, entryPagePath } = JSON.parse(bytes?.toString('utf8') ?? '{}') as Partial<AppJson>;
    return entryPagePath ?? pages?.[0] ?? '';
  }

  private async draft(tenantId: TenantId, appId: AppId): Promise<PreviewedPackage> {
    const { storefronts, templates, hosting } = this.parts;
    const { templateId, templateVersion, draft, draftVersion } = await storefronts.get(tenantId, appId);
    const template = templates.get(templateId, templateVersion);
    const { runtimeUrl } = hosting;
    const { extJson } = render(template, draft, { appId, runtimeUrl, revision: draftVersion });
    return { ...described(JSON.parse(extJson) as ExtJson), baseDigest: template.baseDigest };
  }

  private async built(tenantId: TenantId, appId: AppId, digest: string): Promise<PreviewedPackage> {
    const { packages } = this.parts;
    const manifest = await packages.findManifest(tenantId, digest);
    const bytes = manifest && (await packages.findFile(tenantId, digest, 'ext.json'));
    const ext = bytes && (JSON.parse(bytes.toString('utf8')) as ExtJson);
    // A merchant may have several mini-programs: a package is one's own.
    if (!manifest || !ext || ext.extAppid !== appId) throw new Problem('package.not_found', { params: { digest } });
    return { ...described(ext), baseDigest: manifest.baseDigest };
  }
}

function described(extJson: ExtJson): Omit<PreviewedPackage, 'baseDigest'> {
  const title = extJson.window?.navigationBarTitleText;
  return { extJson, ...(title !== undefined && { title }) };
}

function place({ tenantId, appId }: Preview): [TenantId, AppId] {
  return [asId<TenantId>(tenantId), asId<AppId>(appId)];
}
