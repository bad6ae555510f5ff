import { Injectable } from '@nestjs/common';
import type { AppId } from '#kernel/identity/ids.js';
import { CustomerServiceClient } from '#kernel/wechat/customer-service-client.js';
import { PlatformClient } from '#kernel/wechat/platform-client.js';
import { authorisationCodeIn, type ShopperWrote } from '#kernel/wechat/publication-accounts.js';
import { WechatError } from '#kernel/wechat/wechat-error.js';

const CODE_SPENT: readonly number[] = [61009, 61010];

/** WeChat's check of the platform before 全网发布 (`shared/wechat/third-party-platform.md` §6): a code comes back through the interface. */
@Injectable()
export class PublicationCheck {
  constructor(
    private readonly platform: PlatformClient,
    private readonly messages: CustomerServiceClient,
  ) {}

  /** @returns why nothing was done; null when something was */
  async answer(appId: AppId, { openId, text }: ShopperWrote): Promise<string | null> {
    const code = authorisationCodeIn(text);
    if (code === null) return 'nothing to answer';
    const token = await this.tokenFor(appId, code);
    const tokens = { get: () => Promise.resolve(token), refuse: () => Promise.resolve() };
    await this.messages.sendText(tokens, openId, `${code}_from_api`);
    return null;
  }

  /** A code works once; who died after its exchange finds the account among the platform's. */
  private async tokenFor(appId: AppId, code: string): Promise<string> {
    try {
      return (await this.platform.exchangeAuthorisationCode(code)).accessToken;
    } catch (error) {
      if (!(error instanceof WechatError) || !CODE_SPENT.includes(error.errcode)) throw error;
    }
    const { refreshToken } = await this.platform.getAuthorizer(appId);
    return (await this.platform.refreshAuthorizerToken(appId, refreshToken)).accessToken;
  }
}
