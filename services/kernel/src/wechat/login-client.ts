import type { AppId } from '../identity/ids.js';
import type { ComponentTokens } from './component-tokens.js';
import { withToken } from './token-source.js';
import type { WechatTransport } from './transport.js';
import type { WechatSettings } from './wechat-settings.js';

export interface WechatSession {
  /** The shopper, for this AppID only. */
  readonly openId: string;
  /** Base64 of 16 bytes. Never sent to the client. */
  readonly sessionKey: string;
  /** Only when the mini-program is bound to an Open Platform account. */
  readonly unionId: string | null;
}

/** Log-in of shoppers through the platform (`shared/wechat/login-and-user.md` §2.2): component token, no applet secret. */
export class LoginClient {
  constructor(
    private readonly settings: Pick<WechatSettings, 'componentAppId'>,
    private readonly transport: WechatTransport,
    private readonly tokens: ComponentTokens,
  ) {}

  /**
   * What a `wx.login` code stands for. A code lives five minutes and works once, so a doubtful failure is not repeated.
   * @throws WechatError 40029, 40163 (invalid, used), 40226 (blocked user), 45011 (rate), 61003 (applet not authorised).
   */
  async exchangeCode(appId: AppId, code: string): Promise<WechatSession> {
    const answer = await withToken(
      this.tokens,
      {
        method: 'GET',
        path: '/sns/component/jscode2session',
        query: {
          appid: appId,
          js_code: code,
          grant_type: 'authorization_code',
          component_appid: this.settings.componentAppId,
        },
        idempotent: false,
        timeoutMs: 5_000,
      },
      (call) => this.transport.call(call),
      'component_access_token',
    );
    return {
      openId: answer.filledText('openid'),
      sessionKey: answer.filledText('session_key'),
      unionId: answer.optionalText('unionid') ?? null,
    };
  }
}
