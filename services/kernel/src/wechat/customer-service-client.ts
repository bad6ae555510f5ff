import { type TokenSource, withToken } from './token-source.js';
import type { WechatTransport } from './transport.js';

/** Answers to people who wrote to an account (`shared/wechat/login-and-user.md` §8). Permission set 19. */
export class CustomerServiceClient {
  constructor(private readonly transport: WechatTransport) {}

  /**
   * Five answers within 48 hours of a message; never repeated on a doubtful failure, or they read it twice.
   * @param tokens of the account written to
   * @throws WechatError 45015 (too late), 45047 (too many), 40003, 48001
   */
  async sendText(tokens: TokenSource, openId: string, text: string): Promise<void> {
    const body = { touser: openId, msgtype: 'text', text: { content: text } };
    await withToken(
      tokens,
      { method: 'POST', path: '/cgi-bin/message/custom/send', body, idempotent: false },
      (authorised) => this.transport.call(authorised),
    );
  }
}
