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
  | (EventBase & { readonly kind: 'shopperCancelled'; readonly openId: string });

/** Anything else: kept whole, acknowledged, never an error. */
export interface UnknownPush extends PushBase {
  readonly kind: 'unknown';
  /** InfoType, Event or MsgType. */
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type WechatPush = AuthorisationPush | EventPush | UnknownPush;
