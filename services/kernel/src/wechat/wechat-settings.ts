/** What WeChat is to this installation: addresses and the platform's (第三方平台) own credentials. A sandbox is only another address. */
export interface WechatSettings {
  /** Server APIs, `https://api.weixin.qq.com`. No trailing slash, like the other three. */
  readonly apiUrl: string;
  /** Authorisation page for a PC, `https://mp.weixin.qq.com`. */
  readonly mpUrl: string;
  /** Authorisation page inside WeChat, `https://open.weixin.qq.com`. */
  readonly openUrl: string;
  /** WeChat Pay, `https://api.mch.weixin.qq.com`. */
  readonly payUrl: string;
  readonly componentAppId: string;
  readonly componentSecret: string;
  /** 消息校验Token, 3 to 32 characters. */
  readonly pushToken: string;
  /** 消息加解密Key (EncodingAESKey), 43 characters. */
  readonly pushAesKey: string;
  /** The key before the last change: pushes already on their way still use it. */
  readonly previousPushAesKey?: string;
}
