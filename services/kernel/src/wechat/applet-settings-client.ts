import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type { AuditCategory } from './code-types.js';
import type { WechatAnswer } from './wechat-answer.js';

/** Server domains with scheme, e.g. `https://shop.example.com`. At most 200 per list. */
export interface ServerDomains {
  readonly request: readonly string[];
  readonly webSocket: readonly string[];
  readonly upload: readonly string[];
  readonly download: readonly string[];
}

export interface DomainChange {
  /** The state after the call. */
  readonly current: ServerDomains;
  /** Refused entries, of all lists, and those without ICP filing. */
  readonly invalid: readonly string[];
}

export interface PrivacyPurpose {
  /** `UserInfo`, `Location`, `PhoneNumber`… take them from `PrivacyGuideline.detected`. */
  readonly key: string;
  /** The purpose only: WeChat prints "为了" before it. */
  readonly text: string;
}

export interface PrivacyOwner {
  /** How users are told of changes, e.g. `弹窗`. */
  readonly noticeMethod: string;
  readonly contactEmail?: string;
  readonly contactPhone?: string;
  readonly contactQq?: string;
  readonly contactWeixin?: string;
}

export interface PrivacyGuideline {
  readonly codeExists: boolean;
  /** Keys WeChat detected in the committed code; each needs a purpose. */
  readonly detected: readonly string[];
  readonly purposes: readonly PrivacyPurpose[];
  readonly owner: PrivacyOwner | null;
  /** WeChat's own names of the keys. */
  readonly descriptions: Readonly<Record<string, string>>;
}

/** `development` goes online with the next audited release; `online` is the one in force. */
export type PrivacyVersion = 'online' | 'development';

const privacyVersionNumbers: Readonly<Record<PrivacyVersion, number>> = { online: 1, development: 2 };

/** What must be set beside the code before an audit: domains, privacy guideline, category (`shared/wechat/code-management.md` §§2, 3, 8). */
export class AppletSettingsClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** §2.1: the platform's domains of this applet. */
  async getDomains(tenantId: TenantId, appId: AppId): Promise<ServerDomains> {
    return readDomains(await this.calls.post(tenantId, appId, '/wxa/modify_domain', { action: 'get' }));
  }

  /**
   * §2.1: replaces the lists; each domain must be registered on the platform (85018). 50 changes a month (86102): call it only when
   * `getDomains` differs. 85017 means "nothing to change" or "not on the platform": `getDomains` tells which.
   */
  async setDomains(tenantId: TenantId, appId: AppId, domains: ServerDomains): Promise<DomainChange> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/modify_domain', {
      action: 'set',
      requestdomain: domains.request,
      wsrequestdomain: domains.webSocket,
      uploaddomain: domains.upload,
      downloaddomain: domains.download,
      udpdomain: [],
      tcpdomain: [],
    });
    const invalid = ['requestdomain', 'wsrequestdomain', 'uploaddomain', 'downloaddomain']
      .flatMap((name) => answer.optionalTexts(`invalid_${name}`))
      .concat(answer.optionalTexts('no_icp_domain'));
    return { current: readDomains(answer), invalid };
  }

  /** §2.3: what the applet may really call, whoever set it. */
  async getEffectiveDomains(tenantId: TenantId, appId: AppId): Promise<ServerDomains> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/get_effective_domain', '{}');
    return readDomains(answer.object('effective_domain'));
  }

  /** §3: categories ready for an audit item; empty when the merchant has no approved one. */
  async listCategories(tenantId: TenantId, appId: AppId): Promise<AuditCategory[]> {
    const answer = await this.calls.get(tenantId, appId, '/wxa/get_category');
    return answer.optionalList('category_list', readCategory);
  }

  /** §8.2. */
  async getPrivacyGuideline(
    tenantId: TenantId,
    appId: AppId,
    version: PrivacyVersion = 'development',
  ): Promise<PrivacyGuideline> {
    const answer = await this.calls.post(tenantId, appId, '/cgi-bin/component/getprivacysetting', {
      privacy_ver: privacyVersionNumbers[version],
    });
    const owner = answer.optionalObject('owner_setting');
    const descriptions = answer
      .optionalObject('privacy_desc')
      ?.optionalList('privacy_desc_list', (item) => [
        item.text('privacy_key'),
        item.optionalText('privacy_desc') ?? '',
      ]);
    return {
      codeExists: answer.optionalInteger('code_exist') === 1,
      detected: answer.optionalTexts('privacy_list'),
      purposes: answer.optionalList('setting_list', (item) => ({
        key: item.text('privacy_key'),
        text: item.optionalText('privacy_text') ?? '',
      })),
      owner: owner?.optionalText('notice_method') ? readOwner(owner) : null,
      descriptions: Object.fromEntries(descriptions ?? []),
    };
  }

  /** §8.1, development version: needed again before every audit that detects a new key. @throws 86069 without notice method or contact. */
  async setPrivacyGuideline(
    tenantId: TenantId,
    appId: AppId,
    guideline: { readonly purposes: readonly PrivacyPurpose[]; readonly owner: PrivacyOwner },
  ): Promise<void> {
    const { purposes, owner } = guideline;
    await this.calls.post(tenantId, appId, '/cgi-bin/component/setprivacysetting', {
      privacy_ver: privacyVersionNumbers.development,
      setting_list: purposes.map(({ key, text }) => ({ privacy_key: key, privacy_text: text })),
      owner_setting: {
        notice_method: owner.noticeMethod,
        ...(owner.contactEmail !== undefined && { contact_email: owner.contactEmail }),
        ...(owner.contactPhone !== undefined && { contact_phone: owner.contactPhone }),
        ...(owner.contactQq !== undefined && { contact_qq: owner.contactQq }),
        ...(owner.contactWeixin !== undefined && { contact_weixin: owner.contactWeixin }),
      },
    });
  }
}

function readDomains(answer: WechatAnswer): ServerDomains {
  return {
    request: answer.optionalTexts('requestdomain'),
    webSocket: answer.optionalTexts('wsrequestdomain'),
    upload: answer.optionalTexts('uploaddomain'),
    download: answer.optionalTexts('downloaddomain'),
  };
}

function readCategory(item: WechatAnswer): AuditCategory {
  const thirdClass = item.optionalText('third_class');
  const thirdId = item.optionalInteger('third_id');
  return {
    firstClass: item.text('first_class'),
    secondClass: item.text('second_class'),
    firstId: item.integer('first_id'),
    secondId: item.integer('second_id'),
    // WeChat fills an absent third level with "" and 0 now and then.
    ...(thirdClass ? { thirdClass } : {}),
    ...(thirdId ? { thirdId } : {}),
  };
}

function readOwner(owner: WechatAnswer): PrivacyOwner {
  const email = owner.optionalText('contact_email');
  const phone = owner.optionalText('contact_phone');
  const qq = owner.optionalText('contact_qq');
  const weixin = owner.optionalText('contact_weixin');
  return {
    noticeMethod: owner.text('notice_method'),
    ...(email ? { contactEmail: email } : {}),
    ...(phone ? { contactPhone: phone } : {}),
    ...(qq ? { contactQq: qq } : {}),
    ...(weixin ? { contactWeixin: weixin } : {}),
  };
}
