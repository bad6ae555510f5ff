import type { ComponentTokens } from './component-tokens.js';
import { withToken } from './token-source.js';
import type { WechatCall, WechatTransport } from './transport.js';
import type { WechatAnswer } from './wechat-answer.js';

export interface TemplateDraft {
  readonly draftId: number;
  readonly userVersion: string;
  readonly userDesc: string;
  /** The development mini-program it was uploaded from. */
  readonly sourceAppId: string;
  readonly createdAt: Date;
}

export interface LibraryTemplate extends TemplateDraft {
  /** Starts at 0: never test it for truthiness. */
  readonly templateId: number;
}

/** The platform's draft box and template library (`shared/wechat/code-management.md` §1). The library holds 200 templates. */
export class TemplateClient {
  constructor(
    private readonly transport: WechatTransport,
    private readonly tokens: ComponentTokens,
  ) {}

  async listDrafts(): Promise<TemplateDraft[]> {
    const answer = await this.call({ method: 'GET', path: '/wxa/gettemplatedraftlist', idempotent: true });
    return answer.optionalList('draft_list', readDraft);
  }

  /** Every call adds one more entry: after a doubtful failure look at `listTemplates` first. @throws 85064, 85065. */
  async addToLibrary(draftId: number): Promise<void> {
    await this.call({ method: 'POST', path: '/wxa/addtotemplate', body: { draft_id: draftId }, idempotent: false });
  }

  async listTemplates(): Promise<LibraryTemplate[]> {
    const answer = await this.call({ method: 'GET', path: '/wxa/gettemplatelist', idempotent: true });
    return answer.optionalList('template_list', (item) => ({
      ...readDraft(item),
      templateId: item.integer('template_id'),
    }));
  }

  /** @throws 85064 when it is not there (any more). */
  async deleteTemplate(templateId: number): Promise<void> {
    await this.call({
      method: 'POST',
      path: '/wxa/deletetemplate',
      body: { template_id: templateId },
      idempotent: true,
    });
  }

  private call(call: WechatCall): Promise<WechatAnswer> {
    return withToken(this.tokens, call, (authorised) => this.transport.call(authorised));
  }
}

function readDraft(item: WechatAnswer): TemplateDraft {
  return {
    draftId: item.optionalInteger('draft_id') ?? -1,
    userVersion: item.optionalText('user_version') ?? '',
    userDesc: item.optionalText('user_desc') ?? '',
    sourceAppId: item.optionalText('source_miniprogram_appid') ?? '',
    createdAt: new Date((item.optionalInteger('create_time') ?? 0) * 1000),
  };
}
