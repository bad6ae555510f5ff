import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import { TemplateClient } from '#kernel/wechat/template-client.js';
import { draftMark } from './draft-mark.js';
import { TemplateCatalogue } from './template-catalogue.js';
import { TemplateLibraryAcrossTenants } from './template-library.repository.js';

/** Brings a template version from WeChat's draft box into its template library, where commits take it from. */
@Injectable()
export class TemplatePublicationService {
  constructor(
    private readonly templates: TemplateCatalogue,
    private readonly library: TemplateLibraryAcrossTenants,
    private readonly wechat: TemplateClient,
  ) {}

  /**
   * The upload itself is made with WeChat's own tools; it is recognised by its description `<id>@<version> <base digest>`.
   * Safe to repeat: a version that is in the library already is only recorded again.
   * @throws Problem template.not_found, template.draft_not_found
   */
  async publish(templateId: string): Promise<{ readonly version: string; readonly wechatTemplateId: number }> {
    const template = this.templates.get(templateId);
    const mark = draftMark(template);
    let found = await this.findInLibrary(mark);
    if (found === null) {
      const draft = (await this.wechat.listDrafts()).find((candidate) => candidate.userDesc.startsWith(mark));
      if (!draft) throw new Problem('template.draft_not_found', { params: { template: mark } });
      await this.wechat.addToLibrary(draft.draftId);
      found = await this.findInLibrary(mark);
    }
    if (found === null) throw new Problem('template.draft_not_found', { params: { template: mark } });
    await this.library.record(template, found);
    return { version: template.version, wechatTemplateId: found };
  }

  private async findInLibrary(mark: string): Promise<number | null> {
    const templates = await this.wechat.listTemplates();
    return templates.find((candidate) => candidate.userDesc.startsWith(mark))?.templateId ?? null;
  }
}
