import { Injectable } from '@nestjs/common';
import { HostingSettings } from '../hosting-settings.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { AppletSettingsClient } from '#kernel/wechat/applet-settings-client.js';
import { CodeClient } from '#kernel/wechat/code-client.js';
import type { AuditCategory, AuditRequest, LatestAudit } from '#kernel/wechat/code-types.js';
import { WechatError } from '#kernel/wechat/wechat-error.js';
import type { TemplateManifest } from '../templates/template-version.js';

/** What a step needs to know of the package on its way. */
export interface StepSubject {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly version: string;
  readonly note: string | null;
  readonly manifest: TemplateManifest;
  readonly contact: { readonly phone: string; readonly email: string };
}

const AUDIT_RUNNING = 85009;
const ALREADY_RELEASED = 85052;
const NOTHING_TO_RELEASE = new Set([85019, 85020]);

/** The single calls of a submission to WeChat. Each may be made again after a crash without a second effect. */
@Injectable()
export class SubmissionSteps {
  constructor(
    private readonly code: CodeClient,
    private readonly applets: AppletSettingsClient,
    private readonly settings: HostingSettings,
  ) {}

  /** Replaces the trial version; the same commit again makes the same trial version. */
  async commit(subject: StepSubject, templateId: number, extJson: string): Promise<void> {
    await this.code.commit(subject.tenantId, subject.appId, {
      templateId,
      extJson,
      userVersion: subject.version,
      userDesc: subject.note ?? subject.manifest.title.zh,
    });
  }

  /**
   * Domains and privacy guideline, in the order WeChat forces: nothing may be written before detection is done (61039 is thrown on
   * and means "later").
   */
  async prepare(subject: StepSubject): Promise<void> {
    const { tenantId, appId } = subject;
    const detected = await this.code.getCodePrivacyInfo(tenantId, appId);
    const apis = [...detected.withoutPermission, ...detected.withoutDeclaration];
    if (apis.length > 0)
      throw new Problem('submission.private_api_not_permitted', { params: { apis: apis.join(', ') } });
    await this.setDomains(tenantId, appId);
    await this.setPrivacy(subject);
  }

  private async setDomains(tenantId: TenantId, appId: AppId): Promise<void> {
    const domain = this.settings.requestDomain;
    if (domain === null) return;
    const current = await this.applets.getDomains(tenantId, appId);
    const wanted = [domain];
    // WeChat allows 50 changes a month: an applet that has what it needs is left alone.
    if (wanted.every((one) => current.request.includes(one) && current.download.includes(one))) return;
    const union = (list: readonly string[]) => [...new Set([...list, ...wanted])];
    await this.applets.setDomains(tenantId, appId, {
      ...current,
      request: union(current.request),
      download: union(current.download),
    });
  }

  private async setPrivacy({ tenantId, appId, manifest, contact }: StepSubject): Promise<void> {
    const guideline = await this.applets.getPrivacyGuideline(tenantId, appId);
    // What the template collects by its own forms counts as well as what WeChat detects in its calls.
    const keys = [...new Set([...guideline.detected, ...manifest.privacyScopes])];
    const missing = keys.filter((key) => !manifest.privacyTexts[key]);
    if (missing.length > 0)
      throw new Problem('submission.privacy_text_missing', { params: { keys: missing.join(', ') } });
    if (contact.phone === '' && contact.email === '') throw new Problem('submission.contact_missing');
    await this.applets.setPrivacyGuideline(tenantId, appId, {
      purposes: keys.map((key) => ({ key, text: manifest.privacyTexts[key] ?? '' })),
      owner: {
        noticeMethod: '弹窗',
        ...(contact.phone !== '' && { contactPhone: contact.phone }),
        ...(contact.email !== '' && { contactEmail: contact.email }),
      },
    });
  }

  /**
   * Spends one audit and answers its id.
   * @param requestedBefore when a worker has already set out to do this: WeChat is asked first whether the audit exists
   */
  async submitAudit(subject: StepSubject, requestedBefore: Date | null): Promise<string> {
    if (requestedBefore !== null) {
      const running = await this.findAudit(subject);
      if (running) return running.auditId;
    }
    const request = await this.auditRequest(subject);
    try {
      return await this.code.submitAudit(subject.tenantId, subject.appId, request);
    } catch (error) {
      if (error instanceof WechatError && error.errcode === AUDIT_RUNNING) {
        const running = await this.findAudit(subject);
        if (running) return running.auditId;
      }
      throw error;
    }
  }

  private async findAudit(subject: StepSubject): Promise<LatestAudit | null> {
    const latest = await this.code.getLatestAudit(subject.tenantId, subject.appId);
    return latest?.userVersion === subject.version ? latest : null;
  }

  private async auditRequest({ tenantId, appId, manifest, note }: StepSubject): Promise<AuditRequest> {
    const categories = await this.applets.listCategories(tenantId, appId);
    const category = chooseCategory(categories, manifest.serviceCategories);
    if (!category) throw new Problem('submission.no_category');
    const home = manifest.pages[0];
    return {
      items: [{ ...category, address: home?.path ?? '', tag: '商城', title: home?.title.zh ?? '首页' }],
      versionDesc: note ?? `${manifest.title.zh} ${manifest.version}：可直接浏览商品，下单时使用微信登录。`,
      orderPath: manifest.orderPath,
    };
  }

  /** Goes online. Asked twice, WeChat refuses the second time: then the online version tells whether the first one counted. */
  async release(subject: StepSubject): Promise<void> {
    const { tenantId, appId } = subject;
    try {
      await this.code.release(tenantId, appId);
    } catch (error) {
      if (!(error instanceof WechatError)) throw error;
      const done =
        error.errcode === ALREADY_RELEASED || (NOTHING_TO_RELEASE.has(error.errcode) && (await this.isOnline(subject)));
      if (!done) throw error;
    }
  }

  /**
   * Puts an older version back without an audit when WeChat still keeps it.
   * @param targetVersion `user_version` of the submission that had it online
   * @returns false when WeChat does not keep it: then it has to go through audit again
   */
  async revertTo(subject: StepSubject, targetVersion: string): Promise<boolean> {
    const { tenantId, appId } = subject;
    const { online } = await this.code.getVersions(tenantId, appId);
    if (online?.version === targetVersion) return true;
    const kept = await this.code.listRevertibleVersions(tenantId, appId);
    const target = kept.find((version) => version.userVersion === targetVersion);
    if (!target) return false;
    try {
      await this.code.revertRelease(tenantId, appId, target.appVersion);
      return true;
    } catch (error) {
      // 87012: not twice in a row, or too old
      if (error instanceof WechatError && error.errcode === 87012) return false;
      throw error;
    }
  }

  private async isOnline({ tenantId, appId, version }: StepSubject): Promise<boolean> {
    const { online } = await this.code.getVersions(tenantId, appId);
    return online?.version === version;
  }
}

/** The first of the merchant's approved categories that the template names, else the merchant's first. */
function chooseCategory(approved: readonly AuditCategory[], suggested: readonly string[]): AuditCategory | undefined {
  const names = suggested.map((name) =>
    name
      .split('>')
      .map((part) => part.trim())
      .join('>'),
  );
  return approved.find((category) => names.includes(`${category.firstClass}>${category.secondClass}`)) ?? approved[0];
}
