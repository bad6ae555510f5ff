import { Injectable, Logger } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { Problem } from '#kernel/problems/problem.js';
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

  /** Versions that a shop's draft or published revision stands on, or that undoing its last upgrade would bring back. */
  async inUse(): Promise<ArchivedTemplate[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from platform.template_archive a join (
         select template_id, template_version as version from storefront
         union
         select r.template_id, r.template_version from storefront s
           join storefront_revision r on r.tenant_id = s.tenant_id and r.applet_id = s.applet_id and r.revision = s.published_revision
         union
         select s.template_id, u.from_version from storefront s
           join storefront_upgrade u on u.tenant_id = s.tenant_id and u.applet_id = s.applet_id and u.template_id = s.template_id
             and u.to_version = s.template_version and u.undone_at is null
       ) used using (template_id, version)`,
    );
    return rows.map(toTemplate);
  }
}

/**
 * Keeps what is offered now, its files too, since the folder may hold a newer version at the next start.
 * @returns the older versions that shops stand on, whole, so that they can still be edited, previewed and built
 */
export async function olderVersions(
  current: readonly TemplateVersion[],
  archive: TemplateArchiveAcrossTenants,
  packages: PackageStore,
): Promise<TemplateVersion[]> {
  for (const template of current) {
    await archive.record(template);
    await kept(template, packages);
  }
  const installed = new Set(current.map(({ id, version }) => `${id}@${version}`));
  const older = (await archive.inUse()).filter(({ id, version }) => !installed.has(`${id}@${version}`));
  const whole = await Promise.all(older.map((template) => wholeVersion(template, packages)));
  return whole.filter((template) => template !== null);
}

/** An archived version with its files; `null` when they are gone. Its shops can be upgraded all the same. */
export async function wholeVersion(
  template: ArchivedTemplate,
  packages: PackageStore,
): Promise<TemplateVersion | null> {
  const files = await packages.findBase(template.baseDigest);
  return files && { ...template, files, fileDigests: fileDigests(files), assets: new Map<string, Buffer>() };
}

/** A full disk must not keep a program from starting: every build stores the files as well. */
async function kept(template: TemplateVersion, packages: PackageStore): Promise<void> {
  try {
    await packages.putBase(template);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { id, version } = template;
    new Logger('TemplateArchive').warn(`The files of ${id}@${version} could not be stored: ${error.message}`);
  }
}

function toTemplate({ document, ...row }: Row): ArchivedTemplate {
  return { ...row, ...document };
}
