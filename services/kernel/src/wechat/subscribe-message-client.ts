import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type { WechatAnswer } from './wechat-answer.js';

/** A template of WeChat's public library, offered to a category of the account. */
export interface PublicMessageTemplate {
  readonly tid: string;
  readonly title: string;
  /** One acceptance is one message; `lasting` ones are for public services only. */
  readonly kind: 'once' | 'lasting';
}

export interface MessageKeyword {
  readonly kid: number;
  readonly name: string;
  readonly example: string;
  /** The kind of field it becomes, e.g. `thing`. */
  readonly rule: string;
}

/** A template the applet has. Ids differ per applet. */
export interface PrivateMessageTemplate {
  readonly id: string;
  readonly title: string;
  readonly kind: 'once' | 'lasting';
  readonly fields: readonly MessageField[];
}

export interface MessageField {
  /** `thing1`: what the value is sent under. */
  readonly key: string;
  /** The words before it, e.g. `商品名称`. */
  readonly label: string;
  /** The permitted texts of an `enum` field. */
  readonly options: readonly string[];
}

export interface SubscribeMessage {
  readonly openId: string;
  readonly templateId: string;
  /** Path inside the mini-program, may carry a query. */
  readonly page: string | null;
  /** Key → text; every key of the template, each fitted by `fitValue`. */
  readonly values: Readonly<Record<string, string>>;
}

const TITLES_A_PAGE = 30;
const MOST_TITLES = 600;

/** Subscribe messages and their templates (`shared/wechat/login-and-user.md` §6). All throw WechatError. */
export class SubscribeMessageClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** §6.1: the categories of the account: which public templates it may use. */
  async listCategoryIds(tenantId: TenantId, appId: AppId): Promise<number[]> {
    const answer = await this.calls.get(tenantId, appId, '/wxaapi/newtmpl/getcategory');
    return answer.optionalList('data', (item) => item.integer('id'));
  }

  /** §6.1: public templates of some categories, page after page, until the caller has seen enough. @throws 200016 to 200019 */
  async *publicTemplates(
    tenantId: TenantId,
    appId: AppId,
    categoryIds: readonly number[],
  ): AsyncGenerator<PublicMessageTemplate> {
    for (let start = 0; start < MOST_TITLES; start += TITLES_A_PAGE) {
      const answer = await this.calls.get(tenantId, appId, '/wxaapi/newtmpl/getpubtemplatetitles', {
        ids: categoryIds.join(','),
        start: String(start),
        limit: String(TITLES_A_PAGE),
      });
      const page = answer.optionalList('data', readPublicTemplate);
      yield* page;
      if (page.length === 0 || start + page.length >= (answer.optionalInteger('count') ?? 0)) return;
    }
  }

  /** §6.1. @throws 200014 */
  async listKeywords(tenantId: TenantId, appId: AppId, tid: string): Promise<MessageKeyword[]> {
    const answer = await this.calls.get(tenantId, appId, '/wxaapi/newtmpl/getpubtemplatekeywords', { tid });
    return answer.optionalList('data', (item) => ({
      kid: item.integer('kid'),
      name: item.text('name'),
      example: item.optionalText('example') ?? '',
      rule: item.optionalText('rule') ?? '',
    }));
  }

  /** §6.1: what the applet has already. */
  async listTemplates(tenantId: TenantId, appId: AppId): Promise<PrivateMessageTemplate[]> {
    const answer = await this.calls.get(tenantId, appId, '/wxaapi/newtmpl/gettemplate');
    return answer.optionalList('data', readPrivateTemplate);
  }

  /**
   * §6.1: takes a public template over. Not repeated on a doubtful failure: `listTemplates` tells whether it is there.
   * @param kids 2 to 5 keywords, in the order they are shown
   * @returns the applet's own id of it
   * @throws 200011 to 200014, 200020, 200021, 200022 (there already), 200100
   */
  async addTemplate(
    tenantId: TenantId,
    appId: AppId,
    template: { readonly tid: string; readonly kids: readonly number[]; readonly scene: string },
  ): Promise<string> {
    const { tid, kids, scene } = template;
    if (kids.length < 2 || kids.length > 5) throw new TypeError(`A template takes 2 to 5 keywords, not ${kids.length}`);
    if (Array.from(scene).length > 15) throw new TypeError(`A scene has at most 15 characters: ${scene}`);
    const answer = await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/wxaapi/newtmpl/addtemplate',
      body: { tid, kidList: kids, sceneDesc: scene },
      idempotent: false,
    });
    return answer.filledText('priTmplId');
  }

  /** §6.1. */
  async deleteTemplate(tenantId: TenantId, appId: AppId, templateId: string): Promise<void> {
    await this.calls.post(tenantId, appId, '/wxaapi/newtmpl/deltemplate', { priTmplId: templateId });
  }

  /**
   * §6.2: uses up one acceptance of the shopper's, so it is never repeated on a doubtful failure.
   * @throws 43101 (no acceptance left), 40037, 43107, 43108, 45168, 47003, 45009
   */
  async send(tenantId: TenantId, appId: AppId, message: SubscribeMessage): Promise<void> {
    await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/cgi-bin/message/subscribe/send',
      body: {
        touser: message.openId,
        template_id: message.templateId,
        ...(message.page !== null && { page: message.page }),
        data: Object.fromEntries(Object.entries(message.values).map(([key, value]) => [key, { value }])),
        miniprogram_state: 'formal',
        lang: 'zh_CN',
      },
      idempotent: false,
    });
  }
}

function readPublicTemplate(item: WechatAnswer): PublicMessageTemplate {
  // Numbers in some of WeChat's samples, texts in others.
  return { tid: item.digits('tid'), title: item.text('title'), kind: readKind(item) };
}

function readPrivateTemplate(item: WechatAnswer): PrivateMessageTemplate {
  const options = new Map(
    item.optionalList('keywordEnumValueList', (entry) => [
      keyOf(entry.text('keywordCode')),
      entry.optionalTexts('enumValueList'),
    ]),
  );
  return {
    id: item.filledText('priTmplId'),
    title: item.text('title'),
    kind: readKind(item),
    fields: fieldsOf(item.text('content')).map((field) => ({ ...field, options: options.get(field.key) ?? [] })),
  };
}

function readKind(item: WechatAnswer): 'once' | 'lasting' {
  return item.optionalInteger('type') === 3 ? 'lasting' : 'once';
}

/** `商品名称:{{thing1.DATA}}`, a line each. */
function fieldsOf(content: string): { key: string; label: string }[] {
  return [...content.matchAll(/([^\n{}:：]*)[:：]?\s*\{\{\s*(\w+)\.DATA\s*\}\}/g)].map(([, label = '', key = '']) => ({
    key,
    label: label.trim(),
  }));
}

function keyOf(code: string): string {
  return code.replace(/\.DATA$/, '');
}
