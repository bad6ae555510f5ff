import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { fileDigests } from '../rendering/digest.js';
import type { PackageStore } from '../packages/package-store.js';
import type { TemplateVersion } from '../templates/template-version.js';

/** A version as merges need it: all of it but the files, which a package's base holds. */
export type ArchivedTemplate = Pick<
  TemplateVersion,
  'id' | 'version' | 'baseDigest' | 'manifest' | 'sections' | 'settingsSchema' | 'extTemplate' | 'presets'
>;

const columns = `template_id as id, version, base_digest as "baseDigest", document`;
type Row = Pick<ArchivedTemplate, 'id' | 'version' | 'baseDigest'> & {
  readonly document: Omit<ArchivedTemplate, 'id' | 'version' | 'baseDigest'>;
};

/**
 * Every version of a template that this installation has ever offered. The templates folder holds one version each: a merchant's shop may
 * still stand on an older one, whose settings must be known to carry them over.
 */
@Injectable()
export class TemplateArchiveAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** Repeating it changes nothing. A version that was changed without a new number is recorded as it is now. */
  async record(template: ArchivedTemplate): Promise<void> {
    const { id, version, baseDigest, manifest, sections, settingsSchema, extTemplate, presets } = template;
    await this.database.execute(
      `insert into platform.template_archive (template_id, version, base_digest, document) values ($1, $2, $3, $4)
       on conflict (template_id, version) do update set base_digest = excluded.base_digest, document = excluded.document
       where template_archive.base_digest <> excluded.base_digest or template_archive.document::text <> excluded.document::text`,
      [id, version, baseDigest, JSON.stringify({ manifest, sections, settingsSchema, extTemplate, presets })],
    );
  }

  async find(templateId: string, version: string): Promise<ArchivedTemplate | null> {
    const [row] = await this.database.query<Row>(
      `select ${columns} from platform.template_archive where template_id = $1 and version = $2`,
      [templateId, version],
    );
    return row ? toTemplate(row) : null;
  }

  /** Versions that shops stand on. */
  async inUse(): Promise<ArchivedTemplate[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from platform.template_archive a
       where exists (select 1 from storefront s where s.template_id = a.template_id and s.template_version = a.version)`,
    );
    return rows.map(toTemplate);
  }
}

/**
 * The older versions that shops stand on, whole, so that they can still be edited, previewed and built. One of which no package was ever
 * made has no files any more; its shops can be upgraded all the same.
 */
export async function olderVersions(
  current: readonly TemplateVersion[],
  archive: TemplateArchiveAcrossTenants,
  packages: PackageStore,
): Promise<TemplateVersion[]> {
  for (const template of current) await archive.record(template);
  const installed = new Set(current.map(({ id, version }) => `${id}@${version}`));
  const older = (await archive.inUse()).filter(({ id, version }) => !installed.has(`${id}@${version}`));
  const whole = await Promise.all(
    older.map(async (template) => {
      const files = await packages.findBase(template.baseDigest);
      return files ? [{ ...template, files, fileDigests: fileDigests(files), assets: new Map<string, Buffer>() }] : [];
    }),
  );
  return whole.flat();
}

function toTemplate({ document, ...row }: Row): ArchivedTemplate {
  return { ...row, ...document };
}
