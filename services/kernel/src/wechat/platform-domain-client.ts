import type { ComponentTokens } from './component-tokens.js';
import { withToken } from './token-source.js';
import type { WechatTransport } from './transport.js';

/** The platform's own pool of server domains (`shared/wechat/code-management.md` §2.4): a domain must be in it before an applet may be given it. */
export class PlatformDomainClient {
  constructor(
    private readonly transport: WechatTransport,
    private readonly tokens: ComponentTokens,
  ) {}

  /**
   * Adds hosts (without scheme) to the pool, for testing and published platform alike. 50 changes a month (45104).
   * @returns hosts that WeChat refused, e.g. for lack of an ICP filing
   */
  async addServerDomains(hosts: readonly string[]): Promise<readonly string[]> {
    const answer = await withToken(
      this.tokens,
      {
        method: 'POST',
        path: '/cgi-bin/component/modify_wxa_server_domain',
        body: { action: 'add', wxa_server_domain: hosts.join(';'), is_modify_published_together: true },
        idempotent: true,
      },
      (call) => this.transport.call(call),
    );
    return (answer.optionalText('invalid_wxa_server_domain') ?? '').split(';').filter((host) => host !== '');
  }
}
