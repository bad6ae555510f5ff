import { Controller } from '@nestjs/common';
import { DevelopmentAppletAcrossTenants } from '#hosting/direct/development-applet.repository.js';
import { TemplateUploadsAcrossTenants } from '#hosting/direct/template-uploads.repository.js';
import { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type AppId, asId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import {
  getDevelopmentApplet,
  listTemplateUploads,
  removeDevelopmentApplet,
  saveDevelopmentApplet,
  uploadTemplate,
} from './direct.contract.js';

const DEVELOPMENT = { subjectType: 'platform', subjectId: 'development-applet' } as const;

/** How the platform's own templates get into WeChat's draft box. */
@Controller()
export class DirectTemplatesController {
  constructor(
    private readonly development: DevelopmentAppletAcrossTenants,
    private readonly uploads: TemplateUploadsAcrossTenants,
    private readonly templates: TemplateCatalogue,
    private readonly audit: AuditAcrossTenants,
  ) {}

  @Endpoint(getDevelopmentApplet)
  async getApplet(): Promise<Out<typeof getDevelopmentApplet>> {
    return toWire(await this.development.get());
  }

  @Endpoint(saveDevelopmentApplet)
  async saveApplet(
    @Input() { body }: In<typeof saveDevelopmentApplet>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof saveDevelopmentApplet>> {
    const saved = await this.development.save(asId<AppId>(body.appId), body.privateKeyPem);
    const after = { appId: saved.appId, fingerprint: saved.fingerprint };
    await this.audit.note(caller, { ...DEVELOPMENT, action: 'platform.development_applet_saved', after });
    return toWire(saved);
  }

  @Endpoint(removeDevelopmentApplet)
  async removeApplet(
    @Input() _: In<typeof removeDevelopmentApplet>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof removeDevelopmentApplet>> {
    if (await this.development.remove())
      await this.audit.note(caller, { ...DEVELOPMENT, action: 'platform.development_applet_removed' });
    return null;
  }

  @Endpoint(uploadTemplate)
  async upload(
    @Input() { params }: In<typeof uploadTemplate>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof uploadTemplate>> {
    const template = this.templates.get(params.templateId);
    const { appId } = await this.development.get();
    const upload = await this.uploads.add(template, appId, caller.actor);
    const subject = { subjectType: 'template', subjectId: template.id } as const;
    const after = { version: template.version, appId };
    await this.audit.note(caller, { ...subject, action: 'template.upload_requested', after });
    return toWire(upload);
  }

  @Endpoint(listTemplateUploads)
  async list(@Input() { params }: In<typeof listTemplateUploads>): Promise<Out<typeof listTemplateUploads>> {
    return { items: toWire(await this.uploads.list(this.templates.get(params.templateId).id)) };
  }
}
