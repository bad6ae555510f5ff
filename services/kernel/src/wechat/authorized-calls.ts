import type { AppId, TenantId } from '../identity/ids.js';
import { type TokenSource, withToken } from './token-source.js';
import type { WechatCall, WechatFile, WechatTransport } from './transport.js';
import type { WechatAnswer } from './wechat-answer.js';

/** Hands out the token source of an applet: `AuthorizerTokens`. */
export interface AppletTokens {
  of(tenantId: TenantId, appId: AppId): TokenSource;
}

/** Calls made on behalf of one applet, with its authorizer_access_token. */
export class AuthorizedCalls {
  constructor(
    private readonly transport: WechatTransport,
    private readonly tokens: AppletTokens,
  ) {}

  get(tenantId: TenantId, appId: AppId, path: string, query: WechatCall['query'] = {}): Promise<WechatAnswer> {
    return this.call(tenantId, appId, { method: 'GET', path, query, idempotent: true });
  }

  /** For calls that may take effect twice without harm. */
  post(tenantId: TenantId, appId: AppId, path: string, body: object | string): Promise<WechatAnswer> {
    return this.call(tenantId, appId, { method: 'POST', path, body, idempotent: true });
  }

  call(tenantId: TenantId, appId: AppId, call: WechatCall): Promise<WechatAnswer> {
    return withToken(this.tokens.of(tenantId, appId), call, (authorised) => this.transport.call(authorised));
  }

  download(tenantId: TenantId, appId: AppId, call: WechatCall): Promise<WechatFile> {
    return withToken(this.tokens.of(tenantId, appId), call, (authorised) => this.transport.download(authorised));
  }
}
