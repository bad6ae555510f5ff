import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { getApplet } from '../applets/applet-directory.js';
import type { JsonObject } from '../templates/json.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { type ConfigChange, diff, needsBuild } from './config-diff.js';
import { validate } from './config-validation.js';

export interface Storefront {
  readonly templateId: string;
  readonly templateVersion: string;
  readonly draft: JsonObject;
  /** Rises with every saved draft; a save names the version it was made from. */
  readonly draftVersion: number;
  readonly publishedRevision: number | null;
  readonly updatedAt: Date;
}

export interface StorefrontRevision {
  readonly revision: number;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly config: JsonObject;
  readonly note: string | null;
  readonly publishedBy: Actor;
  readonly createdAt: Date;
}

export interface Publication {
  readonly revision: number;
  readonly changes: readonly ConfigChange[];
  /** False when every change is live: shoppers see it at once and no audit is spent. */
  readonly needsPackage: boolean;
}

const storefrontColumns = `applet_id as "appletId", template_id as "templateId", template_version as "templateVersion", draft,
  draft_version as "draftVersion", published_revision as "publishedRevision", updated_at as "updatedAt"`;
const revisionColumns = `revision, template_id as "templateId", template_version as "templateVersion", config, note,
  published_by as "publishedBy", created_at as "createdAt"`;

type StorefrontRow = Storefront & { readonly appletId: AppletId };

/** What a merchant sets: one draft, and published revisions that never change. */
@Injectable()
export class StorefrontService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly templates: TemplateCatalogue,
    private readonly broadcast: Broadcast,
  ) {}

  /** @throws Problem applet.not_found, storefront.not_found */
  async get(tenantId: TenantId, appId: AppId): Promise<Storefront> {
    return this.database.transaction(tenantId, (tx) => getStorefront(tx, appId));
  }

  /** Chooses a template and starts from one of its presets. @throws Problem template.not_found, template.preset_not_found */
  async start(
    tenantId: TenantId,
    appId: AppId,
    choice: {
      readonly templateId: string;
      readonly presetId: string;
      readonly actor: Actor;
      readonly requestId?: string;
    },
  ): Promise<Storefront> {
    const template = this.templates.get(choice.templateId);
    const preset = template.presets.find((candidate) => candidate.id === choice.presetId);
    if (!preset)
      throw new Problem('template.preset_not_found', { params: { preset: choice.presetId, template: template.id } });
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      const before = await findStorefront(tx, applet.id);
      await tx.execute(
        `insert into storefront (tenant_id, applet_id, template_id, template_version, draft, preset_id) values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, applet_id) do update set template_id = excluded.template_id, preset_id = excluded.preset_id,
           template_version = excluded.template_version, draft = excluded.draft, draft_version = storefront.draft_version + 1, updated_at = now()`,
        [tenantId, applet.id, template.id, template.version, JSON.stringify(preset.config), preset.id],
      );
      await tx.audit({
        actor: choice.actor,
        action: 'storefront.started',
        subjectType: 'storefront',
        subjectId: appId,
        before: before && { templateId: before.templateId, draft: before.draft },
        after: { templateId: template.id, presetId: preset.id },
        requestId: choice.requestId,
      });
      return getStorefront(tx, appId);
    });
  }

  /**
   * Saves a whole new draft. @throws Problem storefront.config_invalid with a pointer per fault, storefront.draft_conflict when
   * somebody saved in between; then nothing is stored.
   */
  async saveDraft(
    tenantId: TenantId,
    appId: AppId,
    save: {
      readonly config: unknown;
      readonly expectedVersion: number;
      readonly actor: Actor;
      readonly requestId?: string;
    },
  ): Promise<Storefront> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await getStorefront(tx, appId, 'for update');
      if (before.draftVersion !== save.expectedVersion) {
        throw new Problem('storefront.draft_conflict', { extensions: { currentVersion: before.draftVersion } });
      }
      const config = checked(this.templateOf(before), save.config);
      await tx.execute(
        'update storefront set draft = $3, draft_version = draft_version + 1, updated_at = now() where tenant_id = $1 and applet_id = $2',
        [tenantId, before.appletId, JSON.stringify(config)],
      );
      await tx.audit({
        actor: save.actor,
        action: 'storefront.draft_saved',
        subjectType: 'storefront',
        subjectId: appId,
        before: before.draft,
        after: config,
        requestId: save.requestId,
      });
      return getStorefront(tx, appId);
    });
  }

  /** Makes the draft the newest revision. Publishing an unchanged draft answers the revision that is published already. */
  async publish(
    tenantId: TenantId,
    appId: AppId,
    options: { readonly note: string | null; readonly actor: Actor; readonly requestId?: string },
  ): Promise<Publication> {
    const publication = await this.database.transaction(tenantId, async (tx) => {
      const storefront = await getStorefront(tx, appId, 'for update');
      const template = this.templateOf(storefront);
      const config = checked(template, storefront.draft);
      const current =
        storefront.publishedRevision === null
          ? null
          : await getRevision(tx, storefront.appletId, storefront.publishedRevision);
      const sameTemplate =
        current !== null &&
        current.templateId === storefront.templateId &&
        current.templateVersion === storefront.templateVersion;
      const changes = diff(template, sameTemplate ? current.config : {}, config);
      if (sameTemplate && changes.length === 0) return { revision: current.revision, changes, needsPackage: false };

      const revision = (current?.revision ?? 0) + 1;
      await tx.execute(
        `insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, note, published_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          tenantId,
          storefront.appletId,
          revision,
          template.id,
          template.version,
          JSON.stringify(config),
          options.note,
          JSON.stringify(options.actor),
        ],
      );
      await tx.execute(
        'update storefront set published_revision = $3, updated_at = now() where tenant_id = $1 and applet_id = $2',
        [tenantId, storefront.appletId, revision],
      );
      await tx.audit({
        actor: options.actor,
        action: 'storefront.published',
        subjectType: 'storefront',
        subjectId: appId,
        before: { revision: current?.revision ?? null },
        after: { revision },
        requestId: options.requestId,
      });
      return { revision, changes, needsPackage: !sameTemplate || needsBuild(changes) };
    });
    await this.broadcast.publish('storefront', `${tenantId}:${appId}`);
    return publication;
  }

  async listRevisions(tenantId: TenantId, appId: AppId): Promise<Omit<StorefrontRevision, 'config'>[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const storefront = await getStorefront(tx, appId);
      return tx.query(
        `select revision, template_id as "templateId", template_version as "templateVersion", note, published_by as "publishedBy",
           created_at as "createdAt" from storefront_revision where tenant_id = $1 and applet_id = $2 order by revision desc limit 100`,
        [tenantId, storefront.appletId],
      );
    });
  }

  /** @throws Problem storefront.revision_not_found */
  async getRevision(tenantId: TenantId, appId: AppId, revision: number): Promise<StorefrontRevision> {
    return this.database.transaction(tenantId, async (tx) =>
      getRevision(tx, (await getStorefront(tx, appId)).appletId, revision),
    );
  }

  /** From one revision to another; the draft is `null`. */
  async compare(tenantId: TenantId, appId: AppId, from: number, to: number | null): Promise<ConfigChange[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const storefront = await getStorefront(tx, appId);
      const older = await getRevision(tx, storefront.appletId, from);
      const newer = to === null ? storefront.draft : (await getRevision(tx, storefront.appletId, to)).config;
      return diff(this.templateOf(storefront), older.config, newer);
    });
  }

  /** Makes an older revision the draft; shoppers see it once it is published. */
  async restore(
    tenantId: TenantId,
    appId: AppId,
    options: { readonly revision: number; readonly actor: Actor; readonly requestId?: string },
  ): Promise<Storefront> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await getStorefront(tx, appId, 'for update');
      const revision = await getRevision(tx, before.appletId, options.revision);
      await tx.execute(
        `update storefront set draft = $3, template_id = $4, template_version = $5, draft_version = draft_version + 1, updated_at = now()
         where tenant_id = $1 and applet_id = $2`,
        [tenantId, before.appletId, JSON.stringify(revision.config), revision.templateId, revision.templateVersion],
      );
      await tx.audit({
        actor: options.actor,
        action: 'storefront.restored',
        subjectType: 'storefront',
        subjectId: appId,
        before: before.draft,
        after: { revision: options.revision },
        requestId: options.requestId,
      });
      return getStorefront(tx, appId);
    });
  }

  private templateOf(storefront: Storefront): TemplateVersion {
    return this.templates.get(storefront.templateId, storefront.templateVersion);
  }
}

async function findStorefront(
  tx: TenantTransaction,
  appletId: AppletId,
  lock: '' | 'for update' = '',
): Promise<StorefrontRow | null> {
  const [row] = await tx.query<StorefrontRow>(
    `select ${storefrontColumns} from storefront where tenant_id = $1 and applet_id = $2 ${lock}`,
    [tx.tenantId, appletId],
  );
  return row ?? null;
}

async function getStorefront(
  tx: TenantTransaction,
  appId: AppId,
  lock: '' | 'for update' = '',
): Promise<StorefrontRow> {
  const applet = await getApplet(tx, appId);
  const storefront = await findStorefront(tx, applet.id, lock);
  if (!storefront) throw new Problem('storefront.not_found', { params: { appId } });
  return storefront;
}

async function getRevision(tx: TenantTransaction, appletId: AppletId, revision: number): Promise<StorefrontRevision> {
  const [row] = await tx.query<StorefrontRevision>(
    `select ${revisionColumns} from storefront_revision where tenant_id = $1 and applet_id = $2 and revision = $3`,
    [tx.tenantId, appletId, revision],
  );
  if (!row) throw new Problem('storefront.revision_not_found', { params: { revision } });
  return row;
}

function checked(template: TemplateVersion, config: unknown): JsonObject {
  const result = validate(template, config);
  if (!result.valid) throw new Problem('storefront.config_invalid', { errors: result.errors });
  return result.config;
}
