export interface CommitRequest {
  readonly templateId: number;
  /** JSON text of ext_json, made by the renderer; never assembled by hand. */
  readonly extJson: string;
  /** At most 64 characters. */
  readonly userVersion: string;
  /** Not empty. */
  readonly userDesc: string;
}

/** What privacy detection found in the committed code (`shared/wechat/code-management.md` §4.5). */
export interface CodePrivacyInfo {
  /** Interfaces in the code that the AppID has no permission for. */
  readonly withoutPermission: readonly string[];
  /** Interfaces in the code that `requiredPrivateInfos` does not name. */
  readonly withoutDeclaration: readonly string[];
}

export interface AuditCategory {
  readonly firstClass: string;
  readonly secondClass: string;
  readonly thirdClass?: string;
  readonly firstId: number;
  readonly secondId: number;
  readonly thirdId?: number;
}

/** One audit item; sent complete, because older servers refuse an item without title (85010). */
export interface AuditItem extends AuditCategory {
  /** A page of `getPages`, without leading "/". */
  readonly address: string;
  /** Separated by spaces; at most 10 of 20 characters. */
  readonly tag: string;
  /** At most 32 characters. */
  readonly title: string;
}

export interface AuditRequest {
  /** 1 to 5. */
  readonly items: readonly AuditItem[];
  /** Hints for the auditor: test account, where to look. */
  readonly versionDesc: string;
  /** At most 200 characters; read only when the version before was rejected. */
  readonly feedbackInfo?: string;
  /** Declares that detected privacy interfaces are not used. */
  readonly privacyApiNotUsed?: boolean;
  /** Page of the order centre; sellers need one. */
  readonly orderPath?: string;
}

export type AuditVerdict = 'approved' | 'rejected' | 'auditing' | 'withdrawn' | 'delayed';

export interface AuditStatus {
  readonly verdict: AuditVerdict;
  /** WeChat's text, HTML-like (`1:…:<br>(1):…`); escape all but `<br>`. Present when rejected or delayed. */
  readonly reason: string | null;
  /** Permanent-material media ids. */
  readonly screenshots: readonly string[];
}

export interface LatestAudit extends AuditStatus {
  readonly auditId: string;
  readonly userVersion: string | null;
  readonly submittedAt: Date | null;
}

/** Shared by all applets of the platform. */
export interface AuditQuota {
  readonly rest: number;
  readonly limit: number;
  readonly speedupRest: number;
  readonly speedupLimit: number;
}

export interface CodeVersion {
  readonly version: string;
  readonly description: string;
  readonly at: Date;
}

export interface CodeVersions {
  readonly trial: CodeVersion | null;
  readonly online: CodeVersion | null;
}

export interface RevertibleVersion {
  /** WeChat's own number, the argument of `revertRelease`. */
  readonly appVersion: number;
  readonly userVersion: string;
  readonly userDesc: string;
  readonly committedAt: Date;
}
