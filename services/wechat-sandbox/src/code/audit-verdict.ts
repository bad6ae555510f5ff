import { randomBytes } from 'node:crypto';
import type { App, Audit } from '../state/app.model.js';
import type { World } from '../world.js';

export type Verdict = 'approve' | 'reject' | 'delay';

/** Reviewers answer when the time has come; a forced verdict goes before the rule. */
export function listenForVerdicts(world: World): void {
  world.scheduler.on('audit-verdict', (ref) => {
    const [appid = '', auditid] = ref.split(' ');
    const app = world.findApp(appid);
    const audit = app?.audits.find((candidate) => candidate.auditid === Number(auditid));
    if (!app || !audit || (audit.status !== 2 && audit.status !== 4)) return;
    const { planned } = audit;
    audit.planned = null;
    if (planned && planned.verdict !== 'manual') decideAudit(world, app, audit, planned.verdict, planned.reason);
    else decideByRule(world, app, audit);
  });
}

/** No task is planned when only a person may decide. */
export function planVerdict(world: World, app: App, audit: Audit): void {
  const isManual = audit.planned ? audit.planned.verdict === 'manual' : world.knobs.auditRule === 'manual';
  if (!isManual) world.scheduler.plan('audit-verdict', `${app.appid} ${audit.auditid}`, world.knobs.auditMs);
}

/** Ends (or delays) a running audit and pushes its event; code-management.md §6.4. */
export function decideAudit(world: World, app: App, audit: Audit, verdict: Verdict, reason?: string): void {
  const now = Date.now();
  const seconds = Math.floor(now / 1000);
  world.scheduler.cancel('audit-verdict', `${app.appid} ${audit.auditid}`);
  if (verdict === 'approve') {
    Object.assign(audit, { status: 0, reason: '', screenshot: [], finishedAt: now } satisfies Partial<Audit>);
    world.pusher.pushMessageEvent('weapp_audit_success', app, { SuccTime: seconds });
  } else if (verdict === 'reject') {
    const screenshot = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    Object.assign(audit, {
      status: 1,
      reason: reason ?? REASONS.unfinished,
      screenshot,
      finishedAt: now,
    } satisfies Partial<Audit>);
    const fields = { Reason: audit.reason, FailTime: seconds, ScreenShot: screenshot.join('|') };
    world.pusher.pushMessageEvent('weapp_audit_fail', app, fields);
  } else {
    Object.assign(audit, { status: 4, reason: reason ?? REASONS.delayed } satisfies Partial<Audit>);
    world.pusher.pushMessageEvent('weapp_audit_delay', app, { Reason: audit.reason, DelayTime: seconds });
    planVerdict(world, app, audit);
  }
}

/** The reason the content rule finds, or null when it has nothing to say. */
export function findContentFault(audit: Pick<Audit, 'versionDesc'> & { code: { extJson: string } }): string | null {
  if (audit.versionDesc.trim() === '') return REASONS.noTestAccount;
  const shown = textsIn(titlesOf(JSON.parse(audit.code.extJson)));
  return shown.some((text) => /测试|\btest\b/i.test(text)) ? REASONS.unfinished : null;
}

function decideByRule(world: World, app: App, audit: Audit): void {
  const { auditRule } = world.knobs;
  if (auditRule === 'manual') return;
  if (auditRule !== 'content') {
    decideAudit(world, app, audit, auditRule);
    return;
  }
  const fault = findContentFault(audit);
  decideAudit(world, app, audit, fault === null ? 'approve' : 'reject', fault ?? undefined);
}

/** What a reviewer reads: titles, tab texts and the texts in `ext`. */
function titlesOf(extJson: {
  window?: unknown;
  extPages?: unknown;
  tabBar?: { list?: { text?: unknown }[] };
  ext?: unknown;
}): unknown {
  return [extJson.window, extJson.extPages, extJson.tabBar?.list?.map(({ text }) => text), extJson.ext];
}

/** A reviewer does not see addresses: `https://shop.test` is not test content. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^\w+:\/\//.test(value) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Worded like WeChat's own (code-management.md §6.4, §10). */
const REASONS = {
  unfinished:
    '1:小程序内容不符合规则:<br>(1):你好，你的小程序打开后为测试内容，无具体运营内容，请完善后重新提交代码审核。<br>',
  noTestAccount:
    '1:小程序内容不符合规则:<br>(1):你好，小程序需要登录后才能体验完整功能，请在版本描述中提供测试帐号或使用说明后重新提交代码审核。<br>',
  delayed: '你好，为了更好地审核你的小程序，需要延长审核时间，请耐心等待。',
} as const;
