import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, type AppletId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { getApplet } from '../applets/applet-directory.js';
import { type ConfigChange, diff } from '../storefronts/config-diff.js';
import type { JsonObject } from '../templates/json.js';
import { withDefaults } from '../templates/settings-schema.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { merge } from './merge.js';
import { renamedConfig } from './renames.js';
import { TemplateArchiveAcrossTenants } from './template-archive.repository.js';
import { isSettled, type MergeResult, type Resolution, type UpgradeConflict } from './upgrade-conflict.js';

export interface UpgradePreview {
  readonly templateId: string;
  readonly fromVersion: string;
  readonly toVersion: string;
  /** Of the draft that was looked at. */
  readonly draftVersion: number;
  /** What becomes of the draft if every conflict is left as it stands. */
  readonly config: JsonObject;
  readonly changes: readonly ConfigChange[];
  readonly conflicts: readonly UpgradeConflict[];
  /** Always: another version is other code, and its number stands in ext.json. */
  readonly needsPackage: true;
}

export interface Upgraded {
  readonly fromVersion: string;
  readonly toVersion: string;
  readonly draftVersion: number;
  /** What followed the new version although the merchant had set something else; kept with the upgrade. */
  readonly keptAside: readonly UpgradeConflict[];
}

interface By {
  readonly actor: Actor;
  readonly requestId?: string;
}

interface StorefrontRow {
  readonly appletId: AppletId;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly presetId: string | null;
  readonly draft: JsonObject;
  readonly draftVersion: number;
}

/** Carries shops over to the installed version of their template, and back. What shoppers see changes only when the draft is published. */
@Injectable()
export class UpgradeService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly templates: TemplateCatalogue,
    private readonly archive: TemplateArchiveAcrossTenants,
  ) {}

  /** @throws Problem upgrade.not_available, upgrade.version_unknown, storefront.not_found, applet.not_found */
  async preview(tenantId: TenantId, appId: AppId, resolutions: readonly Resolution[] = []): Promise<UpgradePreview> {
    const storefront = await this.database.transaction(tenantId, (tx) => getStorefront(tx, appId));
    return this.merged(storefront, resolutions);
  }

  /**
   * Makes the merged config the new draft; the old one is kept and `undo` brings it back.
   * @throws Problem as `preview`; storefront.draft_conflict, upgrade.undecided with the conflicts, upgrade.choice_unknown; then nothing is stored
   */
  async upgrade(
    tenantId: TenantId,
    appId: AppId,
    request: By & {
      /** The draft that was looked at; `null` takes whichever there is. */
      readonly expectedVersion: number | null;
      /** The version that was looked at: another may have been installed since. `null` takes the installed one. */
      readonly toVersion: string | null;
      readonly resolutions: readonly Resolution[];
    },
  ): Promise<Upgraded> {
    // Read outside: the archive is another database role's, and a version never changes.
    const seen = await this.database.transaction(tenantId, (tx) => getStorefront(tx, appId));
    refuseOtherDraft(seen, request.expectedVersion);
    const { fromVersion, toVersion, config, conflicts } = await this.merged(seen, request.resolutions);
    if (request.toVersion !== null && request.toVersion !== toVersion) {
      throw new Problem('upgrade.not_available', { params: { template: seen.templateId, version: toVersion } });
    }
    const undecided = conflicts.filter((conflict) => !isSettled(conflict));
    if (undecided.length > 0) {
      throw new Problem('upgrade.undecided', {
        params: { count: undecided.length, first: undecided[0]?.key ?? '' },
        extensions: { conflicts },
      });
    }
    return this.database.transaction(tenantId, async (tx) => {
      const before = await getStorefront(tx, appId, 'for update');
      refuseOtherDraft(before, seen.draftVersion);
      const draftVersion = before.draftVersion + 1;
      await setDraft(tx, before.appletId, { version: toVersion, draft: config, draftVersion });
      const id = newId<string>();
      await tx.execute(
        `insert into storefront_upgrade (tenant_id, id, applet_id, template_id, from_version, to_version, draft_before, draft_version,
           conflicts, upgraded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          tenantId,
          id,
          before.appletId,
          before.templateId,
          fromVersion,
          toVersion,
          JSON.stringify(before.draft),
          draftVersion,
          JSON.stringify(conflicts),
          JSON.stringify(request.actor),
        ],
      );
      await tx.audit({
        actor: request.actor,
        action: 'storefront.upgraded',
        subjectType: 'storefront',
        subjectId: appId,
        before: { templateVersion: fromVersion, draft: before.draft },
        after: { templateVersion: toVersion, draft: config },
        requestId: request.requestId,
      });
      return { fromVersion, toVersion, draftVersion, keptAside: conflicts.filter(({ choice }) => choice !== 'mine') };
    });
  }

  /**
   * Brings back the draft that stood before the last upgrade, and its version. What was edited since stays in the audit log only.
   * @throws Problem upgrade.nothing_to_undo, storefront.draft_conflict
   */
  async undo(tenantId: TenantId, appId: AppId, request: By & { readonly expectedVersion: number }): Promise<Upgraded> {
    return this.database.transaction(tenantId, async (tx) => {
      const storefront = await getStorefront(tx, appId, 'for update');
      refuseOtherDraft(storefront, request.expectedVersion);
      const [last] = await tx.query<{ id: string; from_version: string; to_version: string; draft_before: JsonObject }>(
        `update storefront_upgrade set undone_at = now() where tenant_id = $1 and id = (
           select id from storefront_upgrade where tenant_id = $1 and applet_id = $2 and template_id = $3 and to_version = $4
             and undone_at is null
           order by created_at desc limit 1)
         returning id, from_version, to_version, draft_before`,
        [tenantId, storefront.appletId, storefront.templateId, storefront.templateVersion],
      );
      if (!last) throw new Problem('upgrade.nothing_to_undo');
      const draftVersion = storefront.draftVersion + 1;
      await setDraft(tx, storefront.appletId, { version: last.from_version, draft: last.draft_before, draftVersion });
      await tx.audit({
        actor: request.actor,
        action: 'storefront.upgrade_undone',
        subjectType: 'storefront',
        subjectId: appId,
        before: { templateVersion: last.to_version, draft: storefront.draft },
        after: { templateVersion: last.from_version, draft: last.draft_before },
        requestId: request.requestId,
      });
      return { fromVersion: last.to_version, toVersion: last.from_version, draftVersion, keptAside: [] };
    });
  }

  private async merged(storefront: StorefrontRow, resolutions: readonly Resolution[]): Promise<UpgradePreview> {
    const { templateId, templateVersion, draft, draftVersion, presetId } = storefront;
    const next = this.templates.get(templateId);
    if (next.version === templateVersion) {
      throw new Problem('upgrade.not_available', { params: { template: templateId, version: next.version } });
    }
    const current = await this.archive.find(templateId, templateVersion);
    if (!current)
      throw new Problem('upgrade.version_unknown', { params: { template: `${templateId}@${templateVersion}` } });
    const presetOf = (template: Pick<TemplateVersion, 'presets'>) => template.presets.find(({ id }) => id === presetId);
    const renames = next.manifest.upgrades?.find(({ from }) => from === templateVersion) ?? {};
    const result = merge({
      from: { settingsSchema: current.settingsSchema, basis: presetOf(current)?.config ?? {} },
      to: { settingsSchema: next.settingsSchema, basis: presetOf(current) ? (presetOf(next)?.config ?? null) : null },
      fallback: next.presets[0]?.config ?? {},
      config: draft,
      renames,
      resolutions,
    });
    refuseUnknownChoices(result);
    const before = renamedConfig(withDefaults(current.settingsSchema, draft), renames);
    return {
      templateId,
      fromVersion: templateVersion,
      toVersion: next.version,
      draftVersion,
      config: result.config,
      changes: diff(next, before, result.config),
      conflicts: result.conflicts,
      needsPackage: true,
    };
  }
}

function refuseOtherDraft({ draftVersion }: StorefrontRow, expected: number | null): void {
  if (expected !== null && draftVersion !== expected) {
    throw new Problem('storefront.draft_conflict', { extensions: { currentVersion: draftVersion } });
  }
}

function refuseUnknownChoices({ unknownResolutions }: MergeResult): void {
  if (unknownResolutions.length === 0) return;
  const detail = {
    zh: '没有这一冲突，或该冲突没有这一选项',
    en: 'There is no such conflict, or it does not offer this choice',
  };
  throw new Problem('upgrade.choice_unknown', {
    errors: unknownResolutions.map((key) => ({ pointer: key, code: 'choice_unknown', detail })),
  });
}

async function getStorefront(
  tx: TenantTransaction,
  appId: AppId,
  lock: '' | 'for update' = '',
): Promise<StorefrontRow> {
  const applet = await getApplet(tx, appId);
  const [row] = await tx.query<StorefrontRow>(
    `select applet_id as "appletId", template_id as "templateId", template_version as "templateVersion", preset_id as "presetId", draft,
       draft_version as "draftVersion" from storefront where tenant_id = $1 and applet_id = $2 ${lock}`,
    [tx.tenantId, applet.id],
  );
  if (!row) throw new Problem('storefront.not_found', { params: { appId } });
  return row;
}

async function setDraft(
  tx: TenantTransaction,
  appletId: AppletId,
  next: { readonly version: string; readonly draft: JsonObject; readonly draftVersion: number },
): Promise<void> {
  await tx.execute(
    `update storefront set template_version = $3, draft = $4, draft_version = $5, updated_at = now()
     where tenant_id = $1 and applet_id = $2`,
    [tx.tenantId, appletId, next.version, JSON.stringify(next.draft), next.draftVersion],
  );
}
