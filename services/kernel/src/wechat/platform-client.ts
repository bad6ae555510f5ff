import type { AppId } from '../identity/ids.js';
import type { ComponentTokens } from './component-tokens.js';
import { withToken } from './token-source.js';
import type { WechatTransport } from './transport.js';
import type { WechatAnswer } from './wechat-answer.js';
import type { WechatSettings } from './wechat-settings.js';

export interface PreAuthCode {
  /** About 100 characters; used up once WeChat's page was opened with it. */
  readonly preAuthCode: string;
  readonly expiresInSeconds: number;
}

export interface AuthorizerToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
}

/** What an authorisation code is exchanged for. */
export interface AuthorizerGrant extends AuthorizerToken {
  readonly appId: AppId;
  /** Ids of permission sets (权限集): 17, 18, 30… The merchant may have unticked some. */
  readonly grantedSets: readonly number[];
}

export interface AuthorizerProfile {
  readonly appId: AppId;
  readonly nickname: string;
  readonly headImageUrl: string;
  /** Original id `gh_…`: the ToUserName of pushes. */
  readonly userName: string;
  readonly principalName: string;
  readonly signature: string;
  readonly qrcodeUrl: string;
  readonly isMiniProgram: boolean;
  readonly isVerified: boolean;
  /** 1 normal, 14 closed, 16 banned, 18 warned, 19 frozen; null when WeChat does not say. */
  readonly accountStatus: number | null;
  readonly categories: readonly { readonly first: string; readonly second: string }[];
  readonly grantedSets: readonly number[];
  readonly refreshToken: string;
}

export interface ListedAuthorizer {
  readonly appId: AppId;
  readonly refreshToken: string;
  readonly authorisedAt: Date;
}

export interface AuthorisationPage {
  /** For a computer: the administrator scans a QR code there. */
  readonly desktopUrl: string;
  /** Opened inside WeChat on the administrator's phone. */
  readonly mobileUrl: string;
}

const PREFIX = '/cgi-bin/component/';
const LIST_PAGE = 500;

/** Third-party platform calls made with the component token (`shared/wechat/third-party-platform.md` §2). */
export class PlatformClient {
  constructor(
    private readonly settings: WechatSettings,
    private readonly transport: WechatTransport,
    private readonly tokens: ComponentTokens,
  ) {}

  /** Has the component token ready, so that a call made under a lock is one round trip. */
  async prepare(): Promise<void> {
    await this.tokens.get();
  }

  /** §2.3. Ask for a new one for every visit of the page. */
  async createPreAuthCode(): Promise<PreAuthCode> {
    const answer = await this.call('api_create_preauthcode', {}, true);
    return { preAuthCode: answer.filledText('pre_auth_code'), expiresInSeconds: answer.integer('expires_in') };
  }

  /**
   * §2.4: where the merchant's administrator authorises. WeChat comes back to `redirectUri`, query kept, with `auth_code` and
   * `expires_in` added; carry a state of your own there. With `appId` the page is locked to that account.
   */
  authorisationPage(request: {
    preAuthCode: string;
    redirectUri: string;
    appId?: AppId;
    permissionSets?: readonly number[];
  }): AuthorisationPage {
    const { preAuthCode, redirectUri, appId, permissionSets } = request;
    const shared = new URLSearchParams({
      component_appid: this.settings.componentAppId,
      pre_auth_code: preAuthCode,
      redirect_uri: redirectUri,
    });
    // biz_appid and auth_type exclude each other; 2 = mini-programs only.
    if (appId === undefined) shared.set('auth_type', '2');
    else shared.set('biz_appid', appId);
    if (permissionSets?.length) shared.set('category_id_list', permissionSets.join('|'));
    const query = shared.toString();
    return {
      desktopUrl: `${this.settings.mpUrl}/cgi-bin/componentloginpage?${query}`,
      mobileUrl: `${this.settings.openUrl}/wxaopen/safe/bindcomponent?action=bindcomponent&no_scan=1&${query}#wechat_redirect`,
    };
  }

  /** §2.5. A code works once and reaches us twice (redirect and push): the second exchange fails with 61009 or 61010. */
  async exchangeAuthorisationCode(code: string): Promise<AuthorizerGrant> {
    const answer = await this.call('api_query_auth', { authorization_code: code }, false);
    const info = answer.object('authorization_info');
    return {
      ...readToken(info),
      appId: info.filledText('authorizer_appid') as AppId,
      grantedSets: readGrantedSets(info),
    };
  }

  /** §2.6. Store the returned refresh token, whatever it is. 61023: the one sent is no longer valid. */
  async refreshAuthorizerToken(appId: AppId, refreshToken: string): Promise<AuthorizerToken> {
    return readToken(
      await this.call(
        'api_authorizer_token',
        { authorizer_appid: appId, authorizer_refresh_token: refreshToken },
        true,
      ),
    );
  }

  /** §2.7. */
  async getAuthorizer(appId: AppId): Promise<AuthorizerProfile> {
    const answer = await this.call('api_get_authorizer_info', { authorizer_appid: appId }, true);
    const info = answer.object('authorizer_info');
    const authorisation = answer.object('authorization_info');
    const miniProgram = info.optionalObject('MiniProgramInfo');
    return {
      appId,
      nickname: info.optionalText('nick_name') ?? '',
      headImageUrl: info.optionalText('head_img') ?? '',
      userName: info.filledText('user_name'),
      principalName: info.optionalText('principal_name') ?? '',
      signature: info.optionalText('signature') ?? '',
      qrcodeUrl: info.optionalText('qrcode_url') ?? '',
      isMiniProgram: miniProgram !== undefined,
      isVerified: info.optionalObject('verify_type_info')?.optionalInteger('id') === 0,
      accountStatus: info.optionalInteger('account_status') ?? null,
      categories:
        miniProgram?.optionalList('categories', (category) => ({
          first: category.text('first'),
          second: category.optionalText('second') ?? '',
        })) ?? [],
      grantedSets: readGrantedSets(authorisation),
      refreshToken: authorisation.optionalText('authorizer_refresh_token') ?? '',
    };
  }

  /** §2.8. `count` at most 500. */
  async listAuthorizers(offset: number, count = LIST_PAGE): Promise<{ total: number; items: ListedAuthorizer[] }> {
    const answer = await this.call('api_get_authorizer_list', { offset, count }, true);
    return {
      total: answer.integer('total_count'),
      items: answer.optionalList('list', (item) => ({
        appId: item.filledText('authorizer_appid') as AppId,
        refreshToken: item.filledText('refresh_token'),
        authorisedAt: new Date((item.optionalInteger('auth_time') ?? 0) * 1000),
      })),
    };
  }

  /** Walks the list for one account: how a lost refresh token is recovered without asking the merchant. */
  async findListedAuthorizer(appId: AppId): Promise<ListedAuthorizer | null> {
    for (let offset = 0; ; offset += LIST_PAGE) {
      const page = await this.listAuthorizers(offset);
      const found = page.items.find((item) => item.appId === appId);
      if (found) return found;
      if (page.items.length === 0 || offset + page.items.length >= page.total) return null;
    }
  }

  /** §2.1. */
  async startTicketPush(): Promise<void> {
    await this.tokens.startTicketPush();
  }

  private call(name: string, body: object, idempotent: boolean): Promise<WechatAnswer> {
    return withToken(
      this.tokens,
      {
        method: 'POST',
        path: PREFIX + name,
        body: { component_appid: this.settings.componentAppId, ...body },
        idempotent,
      },
      (call) => this.transport.call(call),
    );
  }
}

function readToken(answer: WechatAnswer): AuthorizerToken {
  return {
    accessToken: answer.filledText('authorizer_access_token'),
    expiresInSeconds: answer.integer('expires_in'),
    refreshToken: answer.filledText('authorizer_refresh_token'),
  };
}

function readGrantedSets(authorisation: WechatAnswer): number[] {
  return authorisation.optionalList('func_info', (item) => item.object('funcscope_category').integer('id'));
}
