import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import { TemplateClient, type TemplateDraft } from '#kernel/wechat/template-client.js';
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
      const drafts = await this.wechat.listDrafts();
      const draft = drafts.find((candidate) => candidate.userDesc.startsWith(mark));
      if (!draft) throw draftNotFound(mark, drafts);
      await this.wechat.addToLibrary(draft.draftId);
      found = await this.findInLibrary(mark);
    }
    if (found === null) throw draftNotFound(mark, []);
    await this.library.record(template, found);
    return { version: template.version, wechatTemplateId: found };
  }

  private async findInLibrary(mark: string): Promise<number | null> {
    const templates = await this.wechat.listTemplates();
    return templates.find((candidate) => candidate.userDesc.startsWith(mark))?.templateId ?? null;
  }
}

/** Most often a draft of something else has taken its place. */
function draftNotFound(template: string, drafts: readonly TemplateDraft[]): Problem {
  const said = drafts.slice(0, 5).map(({ userDesc, userVersion }) => (userDesc || userVersion).slice(0, 60));
  return new Problem('template.draft_not_found', { params: { template, drafts: said.join(', ') || '–' } });
}
