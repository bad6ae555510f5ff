import type { AppId, TenantId } from '../identity/ids.js';
import { Problem } from '../problems/problem.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import { unexpectedAnswer } from './wechat-answer.js';
import { WechatError } from './wechat-error.js';

export interface WechatPhone {
  /** With the country code when it is a foreign number. */
  readonly phoneNumber: string;
  readonly countryCode: string;
}

const PATH = '/wxa/business/getuserphonenumber';
const CODE_INVALID = 40029;

/** The number behind a tap on `open-type="getPhoneNumber"` (`shared/wechat/login-and-user.md` §3). Each success is paid for. */
export class PhoneClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /**
   * The code lives five minutes and works once, so a doubtful failure is not repeated: the shopper taps again.
   * @throws Problem wechat.phone_code_invalid; WechatError 40013, 45011, -1
   */
  async exchangeCode(tenantId: TenantId, appId: AppId, code: string, openId: string): Promise<WechatPhone> {
    const answer = await this.calls
      .call(tenantId, appId, {
        method: 'POST',
        path: PATH,
        body: { code, openid: openId },
        idempotent: false,
        timeoutMs: 5_000,
      })
      .catch((error: unknown) => {
        // 40029 means a log-in code everywhere else; here it must not send the shopper to log in again.
        if (error instanceof WechatError && error.errcode === CODE_INVALID)
          throw new Problem('wechat.phone_code_invalid', { cause: error });
        throw error;
      });
    const phone = answer.object('phone_info');
    if (phone.object('watermark').text('appid') !== appId)
      throw unexpectedAnswer(PATH, 'the number was given to another mini-program');
    return { phoneNumber: phone.filledText('phoneNumber'), countryCode: phone.optionalText('countryCode') ?? '86' };
  }
}
