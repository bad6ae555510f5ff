import type { AppId } from '../identity/ids.js';

interface PushBase {
  /** Equal for a push WeChat repeats: what makes a repeated push one row. */
  readonly dedupKey: string;
  /** WeChat's CreateTime. */
  readonly createdAt: Date;
}

/** Pushes to the auth-event URL, told apart by InfoType (`shared/wechat/third-party-platform.md` §§3.1, 3.2). */
export type AuthorisationPush =
  | (PushBase & { readonly kind: 'ticket'; readonly ticket: string })
  | (PushBase & {
      readonly kind: 'authorised' | 'authorisationChanged';
      readonly appId: AppId;
      readonly authorisationCode: string;
      readonly authorisationCodeExpiresAt: Date;
      readonly preAuthCode: string | null;
    })
  | (PushBase & { readonly kind: 'unauthorised'; readonly appId: AppId })
  | (PushBase & { readonly kind: 'filingResult'; readonly appId: AppId; readonly status: number });

interface EventBase extends PushBase {
  /** Original id `gh_…` of the applet; its AppID is in the URL (`$APPID$`). */
  readonly userName: string;
}

/** Pushes to the message URL, told apart by Event (`shared/wechat/code-management.md` §§3, 6.4, 8.4; `login-and-user.md` §4). */
export type EventPush =
  | (EventBase & { readonly kind: 'auditApproved'; readonly at: Date })
  | (EventBase & {
      readonly kind: 'auditRejected';
      readonly at: Date;
      readonly reason: string;
      readonly screenshots: readonly string[];
    })
  | (EventBase & { readonly kind: 'auditDelayed'; readonly at: Date; readonly reason: string })
  | (EventBase & {
      readonly kind: 'categoryReviewed';
      readonly firstId: string;
      readonly secondId: string;
      readonly isApproved: boolean;
      readonly reason: string;
    })
  | (EventBase & { readonly kind: 'privacyInterfaceReviewed'; readonly apiName: string; readonly status: number })
  | (EventBase & {
      /** The user revoked a permission: `revokeInfo` lists WeChat's numbers, separated by commas. */
      readonly kind: 'shopperRevoked';
      readonly openId: string;
      readonly revokeInfo: string;
    })
  /** The user closed the account with the mini-program: their personal data must be deleted. */
  | (EventBase & { readonly kind: 'shopperCancelled'; readonly openId: string })
  | (EventBase & {
      /** Verdict on an image or sound, within 30 minutes of media_check_async (`login-and-user.md` §5.2). */
      readonly kind: 'mediaChecked';
      readonly traceId: string;
      /** 0, or why nothing was judged (-1008: WeChat could not download it). */
      readonly errcode: number;
      readonly suggestion: 'pass' | 'review' | 'risky';
      readonly label: number;
    })
  | (EventBase & {
      /** What a shopper chose in the pop-up, or later in the settings (`login-and-user.md` §6.4). */
      readonly kind: 'subscriptionsAnswered';
      readonly openId: string;
      readonly answers: readonly { readonly templateId: string; readonly accepted: boolean }[];
    })
  | (EventBase & {
      /** What became of sent subscribe messages (`login-and-user.md` §6.4). */
      readonly kind: 'subscribeMessagesSent';
      readonly openId: string;
      readonly results: readonly {
        readonly templateId: string;
        readonly messageId: string;
        readonly errorCode: number;
      }[];
    })
  | (EventBase & {
      /** An order paid a while ago has no shipping information yet (`login-and-user.md` §9). */
      readonly kind: 'shippingReminded';
      readonly transactionId: string;
      readonly outTradeNo: string;
      readonly paidAt: Date;
      readonly message: string;
    })
  | (EventBase & {
      /** A shipped order: when it will be settled, or that it was confirmed (`login-and-user.md` §9). */
      readonly kind: 'orderSettlement';
      readonly transactionId: string;
      readonly outTradeNo: string;
      readonly confirmedBy: 'shopper' | 'time' | null;
      readonly settledAt: Date | null;
    })
  /** Words of WeChat's about trade management: an invitation to join it, or a restriction of payment. */
  | (EventBase & { readonly kind: 'tradeManagementInvited' | 'tradeControlled'; readonly message: string })
  | (EventBase & {
      /** A text written to the account (`login-and-user.md` §8). */
      readonly kind: 'shopperWrote';
      readonly openId: string;
      readonly text: string;
    })
  | (EventBase & {
      /** A violation. `detail` is WeChat's JSON, kept as it came (`login-and-user.md` §9). */
      readonly kind: 'punished';
      readonly detail: Readonly<Record<string, unknown>>;
    });

/** Anything else: kept whole, acknowledged, never an error. */
export interface UnknownPush extends PushBase {
  readonly kind: 'unknown';
  /** InfoType, Event or MsgType. */
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type WechatPush = AuthorisationPush | EventPush | UnknownPush;
