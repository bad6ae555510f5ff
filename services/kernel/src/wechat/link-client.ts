import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';

export interface LinkTarget {
  /** A page of the released version, without query. */
  readonly path: string;
  /** At most 1024 characters. */
  readonly query: string;
  /** 1 to 30; WeChat forgets the link after that many days. */
  readonly days: number;
}

const BY_DAYS = 1;

/**
 * Links that open a released mini-program from outside or inside WeChat (`shared/wechat/login-and-user.md` §7). Permission set 88, not for
 * individuals. 100 a second, 500,000 a day. All throw WechatError 40002, 40165, 40212, 44990, 44993, 85079, 85401, 85402.
 */
export class LinkClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** `weixin://dl/business/?t=…`, for SMS and browsers on a phone. */
  async createScheme(tenantId: TenantId, appId: AppId, { path, query, days }: LinkTarget): Promise<string> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/generatescheme', {
      jump_wxa: { path, query, env_version: 'release' },
      is_expire: true,
      expire_type: BY_DAYS,
      expire_interval: days,
    });
    return answer.filledText('openlink');
  }

  /** `https://wxaurl.cn/…`, for e-mail and web pages. */
  async createUrlLink(tenantId: TenantId, appId: AppId, { path, query, days }: LinkTarget): Promise<string> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/generate_urllink', {
      path,
      query,
      expire_type: BY_DAYS,
      expire_interval: days,
      env_version: 'release',
    });
    return answer.filledText('url_link');
  }

  /** A link that works inside WeChat only. @param pageUrl page with its query */
  async createShortLink(tenantId: TenantId, appId: AppId, pageUrl: string, title: string): Promise<string> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/genwxashortlink', {
      page_url: pageUrl,
      page_title: title,
      is_permanent: false,
    });
    return answer.filledText('link');
  }
}
