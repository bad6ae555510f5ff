import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TemplateVersion } from './template-version.js';

/** Which of our template versions stand in WeChat's template library, and under which number. Belongs to the platform, not to a tenant. */
@Injectable()
export class TemplateLibraryAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** WeChat's template_id (it begins at 0), or null while the version is not in the library. */
  async findWechatTemplateId(templateId: string, version: string): Promise<number | null> {
    const [row] = await this.database.query<{ wechat_template_id: number | null }>(
      'select wechat_template_id from platform.template_version where template_id = $1 and version = $2',
      [templateId, version],
    );
    return row?.wechat_template_id ?? null;
  }

  async record(template: TemplateVersion, wechatTemplateId: number): Promise<void> {
    await this.database.execute(
      `insert into platform.template_version (template_id, version, base_digest, manifest, wechat_template_id) values ($1, $2, $3, $4, $5)
       on conflict (template_id, version) do update set wechat_template_id = excluded.wechat_template_id`,
      [template.id, template.version, template.baseDigest, JSON.stringify(template.manifest), wechatTemplateId],
    );
  }
}
