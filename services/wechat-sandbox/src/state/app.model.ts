import type { AfterRelease } from './after-release.model.js';
import type { CiAccount } from './ci.model.js';
import type { Token } from './token.model.js';

/** One mini-program account that a merchant owns. */
export interface App {
  appid: string;
  /** The original id, `gh_…`; `ToUserName` of pushes. */
  userName: string;
  appSecret: string;
  nickname: string;
  principal: string;
  introduction: string;
  hasName: boolean;
  verified: boolean;
  unionBound: boolean;
  bannedFromAudit: boolean;
  /** `status` of get_icp_entrance_info: 6 filed, 1024 not filed, 2 platform auditing. */
  icpStatus: number;
  categories: Category[];
  categoriesAddedAt: number[];
  /** Location and address interfaces the account may use (`get_privacy_interface` status 5). */
  privateApis: string[];
  createdAt: number;
  authorization: Authorization;
  /** What the account got for itself by AppID and AppSecret; null until it asks. */
  ownTokens: OwnTokens | null;
  /** 40243: the owner froze the AppSecret. */
  isSecretFrozen: boolean;
  trial: Trial | null;
  audits: Audit[];
  auditPlan: PlannedVerdict[];
  online: OnlineVersion | null;
  /** Earlier online versions, newest first, at most 5. */
  history: OnlineVersion[];
  hasReverted: boolean;
  versionCounter: number;
  gray: GrayPlan | null;
  isVisible: boolean;
  domains: DomainSet;
  directDomains: DomainSet;
  webviewDomains: string[];
  directWebviewDomains: string[];
  domainEditsAt: number[];
  privacy: { development: PrivacySetting | null; online: PrivacySetting | null };
  orderPath: string | null;
  testers: { wechatid: string; userstr: string }[];
  /** What set_authorizer_option has set, by name. */
  options: Record<string, string>;
  withdrawnAt: number[];
  quotaClearsAt: number[];
  supportVersion: string;
  users: Record<string, AppUser>;
  loginCodes: Record<string, { user: string; expiresAt: number; used: boolean }>;
  phoneCodes: Record<string, { user: string; phoneNumber: string; expiresAt: number; used: boolean }>;
  media: Record<string, { expiresAt: number; type: string }>;
  /** Messages, checks, links and shipments; null until the first of them, for most accounts never have any. */
  afterRelease: AfterRelease | null;
  ci?: CiAccount;
  /** By how much of the world's age this account was made older already; see `accounts.ts`. */
  agedMs: number;
}

export interface Category {
  first: number;
  firstName: string;
  second: number;
  secondName: string;
  /** 1 auditing, 2 rejected, 3 approved. */
  auditStatus: number;
  auditReason: string;
}

export interface Authorization {
  isActive: boolean;
  permissionSets: number[];
  refreshTokens: Token[];
  tokens: Token[];
  authorizedAt: number;
}

/** Two families that know nothing of each other; login-and-user.md §1. */
export interface OwnTokens {
  /** Of /cgi-bin/token, newest first. */
  plain: Token[];
  /** Of /cgi-bin/stable_token, newest first. */
  stable: Token[];
  /** When `force_refresh` was used today. */
  forcedAt: number[];
}

export interface Trial {
  templateId: number;
  userVersion: string;
  userDesc: string;
  extJson: string;
  /** app.json of the template with ext_json merged in. */
  appJson: Record<string, unknown>;
  pages: string[];
  privacyApis: string[];
  warnings: string[];
  committedAt: number;
  detectedAt: number;
}

export interface Audit {
  auditid: number;
  /** 0 approved, 1 rejected, 2 auditing, 3 withdrawn, 4 delayed. */
  status: 0 | 1 | 2 | 3 | 4;
  code: Trial;
  versionDesc: string;
  planned: PlannedVerdict | null;
  reason: string;
  screenshot: string[];
  spedUp: boolean;
  released: boolean;
  submittedAt: number;
  finishedAt: number | null;
  privacy: PrivacySetting | null;
  orderPath: string | null;
}

export interface PlannedVerdict {
  verdict: 'approve' | 'reject' | 'delay' | 'manual';
  reason?: string;
}

export interface OnlineVersion {
  appVersion: number;
  code: Trial;
  auditid: number;
  releasedAt: number;
}

export interface GrayPlan {
  /** 1 running, 3 done, 4 deleted. */
  status: 1 | 3 | 4;
  percentage: number;
  debugerFirst: boolean;
  experiencerFirst: boolean;
  createdAt: number;
}

export interface DomainSet {
  requestdomain: string[];
  wsrequestdomain: string[];
  uploaddomain: string[];
  downloaddomain: string[];
  udpdomain: string[];
  tcpdomain: string[];
}

export interface PrivacySetting {
  settingList: { privacy_key: string; privacy_text: string }[];
  ownerSetting: Record<string, unknown>;
  sdkList: unknown[];
  updatedAt: number;
}

export interface AppUser {
  user: string;
  openid: string;
  unionid: string | null;
  sessionKey: string;
}
