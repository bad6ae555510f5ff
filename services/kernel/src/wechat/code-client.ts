import type { AppId, TenantId } from '../identity/ids.js';
import type { AuthorizedCalls } from './authorized-calls.js';
import type {
  AuditItem,
  AuditQuota,
  AuditRequest,
  AuditStatus,
  AuditVerdict,
  CodePrivacyInfo,
  CodeVersion,
  CodeVersions,
  CommitRequest,
  LatestAudit,
  RevertibleVersion,
} from './code-types.js';
import type { WechatFile } from './transport.js';
import { unexpectedAnswer, type WechatAnswer } from './wechat-answer.js';
import { WechatError } from './wechat-error.js';

/** WeChat's numbers: 0 is "approved", not "none". */
const verdicts: Readonly<Record<number, AuditVerdict>> = {
  0: 'approved',
  1: 'rejected',
  2: 'auditing',
  3: 'withdrawn',
  4: 'delayed',
};

const NO_AUDIT = 85058;

/** Code of one applet from commit to release and back (`shared/wechat/code-management.md` §§4 to 7). All throw WechatError. */
export class CodeClient {
  constructor(private readonly calls: AuthorizedCalls) {}

  /** §4.2: makes the trial version; privacy detection starts over. @throws 85013, 85014, 85043 to 85048, 85310 to 85312, 9402202. */
  async commit(tenantId: TenantId, appId: AppId, request: CommitRequest): Promise<void> {
    await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/wxa/commit',
      body: {
        template_id: request.templateId,
        ext_json: request.extJson,
        user_version: request.userVersion,
        user_desc: request.userDesc,
      },
      idempotent: true,
      timeoutMs: 30_000,
    });
  }

  /** §4.1: pages of the committed code. @throws 86001. */
  async getPages(tenantId: TenantId, appId: AppId): Promise<string[]> {
    return (await this.calls.get(tenantId, appId, '/wxa/get_page')).optionalTexts('page_list');
  }

  /** §4.5. @throws 61039 while detection runs: ask again in 5 to 30 seconds, without a new commit. */
  async getCodePrivacyInfo(tenantId: TenantId, appId: AppId): Promise<CodePrivacyInfo> {
    const answer = await this.calls.get(tenantId, appId, '/wxa/security/get_code_privacy_info');
    return {
      withoutPermission: answer.optionalTexts('without_auth_list'),
      withoutDeclaration: answer.optionalTexts('without_conf_list'),
    };
  }

  /** §5: the trial version's QR code, a JPEG. `page` may carry a query. */
  async getTrialQrCode(tenantId: TenantId, appId: AppId, page?: string): Promise<WechatFile> {
    return this.calls.download(tenantId, appId, {
      method: 'GET',
      path: '/wxa/get_qrcode',
      query: page === undefined ? {} : { path: page },
      idempotent: true,
    });
  }

  /** §5: lets a person see the trial version. @throws 85001 to 85004. */
  async bindTester(tenantId: TenantId, appId: AppId, wechatId: string): Promise<void> {
    await this.calls.post(tenantId, appId, '/wxa/bind_tester', { wechatid: wechatId });
  }

  /** §5. */
  async unbindTester(tenantId: TenantId, appId: AppId, wechatId: string): Promise<void> {
    await this.calls.post(tenantId, appId, '/wxa/unbind_tester', { wechatid: wechatId });
  }

  /**
   * §6.2: spends one of the platform's audits, so it is never repeated on a doubtful failure: ask `getLatestAudit` then.
   * @returns the audit id, as digits.
   */
  async submitAudit(tenantId: TenantId, appId: AppId, request: AuditRequest): Promise<string> {
    const answer = await this.calls.call(tenantId, appId, {
      method: 'POST',
      path: '/wxa/submit_audit',
      body: {
        item_list: request.items.map(toItem),
        version_desc: request.versionDesc,
        ...(request.feedbackInfo !== undefined && { feedback_info: request.feedbackInfo }),
        ...(request.privacyApiNotUsed !== undefined && { privacy_api_not_use: request.privacyApiNotUsed }),
        ...(request.orderPath !== undefined && { order_path: request.orderPath }),
      },
      idempotent: false,
      timeoutMs: 30_000,
    });
    return answer.digits('auditid');
  }

  /** §6.3. @throws 85012 for an unknown id. */
  async getAuditStatus(tenantId: TenantId, appId: AppId, auditId: string): Promise<AuditStatus> {
    if (!/^\d{1,20}$/.test(auditId)) throw new TypeError(`Not an audit id: ${auditId}`);
    // Written by hand: the number may be larger than a double holds.
    return readStatus(await this.calls.post(tenantId, appId, '/wxa/get_auditstatus', `{"auditid":${auditId}}`));
  }

  /** §6.3: null when nothing was ever submitted. */
  async getLatestAudit(tenantId: TenantId, appId: AppId): Promise<LatestAudit | null> {
    try {
      const answer = await this.calls.get(tenantId, appId, '/wxa/get_latest_auditstatus');
      const submittedAt = answer.optionalInteger('submit_audit_time');
      return {
        ...readStatus(answer),
        auditId: answer.digits('auditid'),
        userVersion: answer.optionalText('user_version') ?? null,
        submittedAt: submittedAt ? new Date(submittedAt * 1000) : null,
      };
    } catch (error) {
      if (error instanceof WechatError && error.errcode === NO_AUDIT) return null;
      throw error;
    }
  }

  /** §6.3: a screenshot of a rejection, by one of the media ids of its status. */
  async getAuditScreenshot(tenantId: TenantId, appId: AppId, mediaId: string): Promise<WechatFile> {
    return this.calls.download(tenantId, appId, {
      method: 'POST',
      path: '/cgi-bin/material/get_material',
      body: { media_id: mediaId },
      idempotent: true,
    });
  }

  /** §6.5: 5 a day and 10 a month per applet (87013), therefore not repeated on a doubtful failure. */
  async withdrawAudit(tenantId: TenantId, appId: AppId): Promise<void> {
    await this.calls.call(tenantId, appId, { method: 'GET', path: '/wxa/undocodeaudit', idempotent: false });
  }

  /** §6.5: the platform's quota, asked with any applet's token. */
  async getAuditQuota(tenantId: TenantId, appId: AppId): Promise<AuditQuota> {
    const answer = await this.calls.get(tenantId, appId, '/wxa/queryquota');
    return {
      rest: answer.integer('rest'),
      limit: answer.integer('limit'),
      speedupRest: answer.integer('speedup_rest'),
      speedupLimit: answer.integer('speedup_limit'),
    };
  }

  /** §7: the approved version goes online. Not repeated: a second one answers 85019 or 85052. @throws 85019, 85020, 85052, 86369. */
  async release(tenantId: TenantId, appId: AppId): Promise<void> {
    // The body must be the two characters; an empty one is 44002.
    await this.calls.call(tenantId, appId, { method: 'POST', path: '/wxa/release', body: '{}', idempotent: false });
  }

  /** §7: what is on trial and what is online. */
  async getVersions(tenantId: TenantId, appId: AppId): Promise<CodeVersions> {
    const answer = await this.calls.post(tenantId, appId, '/wxa/getversioninfo', '{}');
    return { trial: readVersion(answer, 'exp'), online: readVersion(answer, 'release') };
  }

  /** §7: at most five. */
  async listRevertibleVersions(tenantId: TenantId, appId: AppId): Promise<RevertibleVersion[]> {
    const answer = await this.calls.get(tenantId, appId, '/wxa/revertcoderelease', { action: 'get_history_version' });
    return answer.optionalList('version_list', (item) => ({
      appVersion: item.integer('app_version'),
      userVersion: item.optionalText('user_version') ?? '',
      userDesc: item.optionalText('user_desc') ?? '',
      committedAt: new Date((item.optionalInteger('commit_time') ?? 0) * 1000),
    }));
  }

  /** §7: back to the previous version, or to `appVersion`; not twice in a row. @throws 87011, 87012. */
  async revertRelease(tenantId: TenantId, appId: AppId, appVersion?: number): Promise<void> {
    await this.calls.call(tenantId, appId, {
      method: 'GET',
      path: '/wxa/revertcoderelease',
      query: appVersion === undefined ? {} : { app_version: String(appVersion) },
      idempotent: false,
    });
  }
}

function toItem(item: AuditItem) {
  return {
    address: item.address,
    tag: item.tag,
    title: item.title,
    first_class: item.firstClass,
    second_class: item.secondClass,
    first_id: item.firstId,
    second_id: item.secondId,
    ...(item.thirdClass !== undefined && { third_class: item.thirdClass }),
    ...(item.thirdId !== undefined && { third_id: item.thirdId }),
  };
}

function readStatus(answer: WechatAnswer): AuditStatus {
  const verdict = verdicts[answer.integer('status')];
  if (!verdict) throw unexpectedAnswer('/wxa/get_auditstatus', `status ${answer.integer('status')}`);
  // Both spellings are in WeChat's own documents.
  const screenshots = answer.optionalText('screenshot') ?? answer.optionalText('ScreenShot') ?? '';
  return {
    verdict,
    reason: answer.optionalText('reason') || null,
    screenshots: screenshots.split('|').filter((mediaId) => mediaId !== ''),
  };
}

function readVersion(answer: WechatAnswer, prefix: 'exp' | 'release'): CodeVersion | null {
  const info = answer.optionalObject(`${prefix}_info`);
  if (!info?.has(`${prefix}_version`)) return null;
  return {
    version: info.text(`${prefix}_version`),
    description: info.optionalText(`${prefix}_desc`) ?? '',
    at: new Date((info.optionalInteger(`${prefix}_time`) ?? 0) * 1000),
  };
}
