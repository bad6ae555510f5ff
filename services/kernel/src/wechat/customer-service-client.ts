import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';

/** Answers to shoppers who wrote to the shop (`shared/wechat/login-and-user.md` §8). Permission set 19. */
export class CustomerServiceClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /**
   * Five answers within 48 hours of a message; never repeated on a doubtful failure, or the shopper reads it twice.
   * @throws WechatError 45015 (too late), 45047 (too many), 40003, 48001
   */
  async sendText(tenantId: TenantId, appId: AppId, openId: string, text: string): Promise<void> {
    await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/cgi-bin/message/custom/send',
      body: { touser: openId, msgtype: 'text', text: { content: text } },
      idempotent: false,
    });
  }
}
