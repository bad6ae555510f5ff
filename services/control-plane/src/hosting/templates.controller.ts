import { Controller, Header } from '@nestjs/common';
import { HostingSettings } from '#hosting/hosting-settings.js';
import { writeZip, zipPart } from '#hosting/packages/zip.js';
import { settingDeliveries } from '#hosting/storefronts/setting-delivery.js';
import { blockSchema, instanceSchema, presetInstance, type SectionType } from '#hosting/templates/section-type.js';
import { TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { draftMark } from '#hosting/templates/draft-mark.js';
import { TemplatePublicationService } from '#hosting/templates/template-publication.service.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import { PlatformDomainClient } from '#kernel/wechat/platform-domain-client.js';
import {
  downloadTemplate,
  getTemplate,
  getTemplateUpload,
  listSections,
  listTemplates,
  publishTemplate,
  registerRequestDomain,
} from './templates.contract.js';

@Controller()
export class TemplatesController {
  constructor(
    private readonly templates: TemplateCatalogue,
    private readonly publication: TemplatePublicationService,
    private readonly domains: PlatformDomainClient,
    private readonly settings: HostingSettings,
    private readonly audit: AuditAcrossTenants,
  ) {}

  @Endpoint(listTemplates)
  async list(): Promise<Out<typeof listTemplates>> {
    return { items: this.templates.list().map(toSummary) };
  }

  @Endpoint(getTemplate)
  async get(@Input() { params }: In<typeof getTemplate>): Promise<Out<typeof getTemplate>> {
    const template = this.templates.get(params.templateId);
    return {
      ...toSummary(template),
      settingsSchema: template.settingsSchema,
      deliveries: toWire(settingDeliveries(template)),
      presetConfigs: template.presets.map(({ id, config }) => ({ id, config })),
    };
  }

  @Endpoint(listSections)
  async sections(@Input() { params }: In<typeof listSections>): Promise<Out<typeof listSections>> {
    const { manifest, sections } = this.templates.get(params.templateId);
    const composed = manifest.pages.filter((page) => page.composed === true);
    return { pages: composed.map(({ path, title }) => ({ path, title })), items: sections.map(toLibraryEntry) };
  }

  @Endpoint(downloadTemplate)
  @Header('content-type', 'application/zip')
  async download(@Input() { params }: In<typeof downloadTemplate>): Promise<Out<typeof downloadTemplate>> {
    return writeZip(zipPart(this.templates.get(params.templateId).files), zipPart(new Map()));
  }

  @Endpoint(getTemplateUpload)
  async upload(@Input() { params }: In<typeof getTemplateUpload>): Promise<Out<typeof getTemplateUpload>> {
    const template = this.templates.get(params.templateId);
    return { version: template.version, description: draftMark(template) };
  }

  @Endpoint(publishTemplate)
  async publish(
    @Input() { params }: In<typeof publishTemplate>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof publishTemplate>> {
    const after = await this.publication.publish(params.templateId);
    const subject = { subjectType: 'template', subjectId: params.templateId } as const;
    await this.audit.note(caller, { ...subject, action: 'template.published', after });
    return after;
  }

  @Endpoint(registerRequestDomain)
  async registerDomain(
    @Input() _: In<typeof registerRequestDomain>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof registerRequestDomain>> {
    const domain = this.settings.requestDomain;
    if (domain === null) return { domain, refused: [] };
    const after = { domain, refused: [...(await this.domains.addServerDomains([new URL(domain).host]))] };
    const subject = { subjectType: 'platform', subjectId: 'request-domain' } as const;
    await this.audit.note(caller, { ...subject, action: 'platform.domain_registered', after });
    return after;
  }
}

function toLibraryEntry(section: SectionType) {
  return {
    type: section.type,
    title: section.title,
    description: section.description ?? null,
    icon: section.icon ?? null,
    limit: section.limit ?? null,
    data: section.data,
    schema: instanceSchema(section),
    blocks: (section.blocks ?? []).map((block) => ({
      type: block.type,
      title: block.title,
      limit: block.limit ?? null,
      schema: blockSchema(block),
    })),
    presets: section.presets.map((preset) => ({
      id: preset.id,
      title: preset.title,
      section: presetInstance(section, preset),
    })),
  };
}

function toSummary({ id, version, manifest, presets }: TemplateVersion) {
  return {
    id,
    version,
    vertical: manifest.vertical,
    title: manifest.title,
    description: manifest.description,
    presets: presets.map((preset) => ({ id: preset.id, title: preset.title, products: preset.products ?? null })),
  };
}
