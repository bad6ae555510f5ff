import { ApiError } from '../protocol/api-error.js';
import { isThisMonth, isToday } from '../protocol/daily-quota.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { App, Audit } from '../state/app.model.js';
import { findRunningAudit } from './audit-submission.js';

const WITHDRAWALS_A_DAY = 5;
const WITHDRAWALS_A_MONTH = 10;

/** Asking about, withdrawing and speeding up audits; code-management.md §6.3, §6.5. */
export const auditStatusEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/get_auditstatus', ({ body }, app) => {
    const audit = requireAudit(app, body.integer('auditid', 85012));
    return ok({ status: audit.status, ...explanation(audit, 'screenshot') });
  }),

  authorizerEndpoint('GET', '/wxa/get_latest_auditstatus', (_call, app) => {
    const [audit] = app.audits;
    if (!audit) throw new ApiError(85058);
    return ok({
      auditid: audit.auditid,
      status: audit.status,
      ...explanation(audit, 'ScreenShot'),
      user_version: audit.code.userVersion,
      user_desc: audit.code.userDesc,
      submit_audit_time: Math.floor(audit.submittedAt / 1000),
    });
  }),

  authorizerEndpoint('GET', '/wxa/undocodeaudit', ({ world }, app) => {
    const audit = findRunningAudit(app);
    if (!audit) throw new ApiError(85019);
    const today = app.withdrawnAt.filter(isToday(world)).length;
    const thisMonth = app.withdrawnAt.filter(isThisMonth(world)).length;
    if (today >= WITHDRAWALS_A_DAY || thisMonth >= WITHDRAWALS_A_MONTH) throw new ApiError(87013);
    app.withdrawnAt.push(Date.now());
    audit.status = 3;
    audit.finishedAt = Date.now();
    world.scheduler.cancel('audit-verdict', `${app.appid} ${audit.auditid}`);
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/speedupaudit', ({ world, body }, app) => {
    const audit = requireAudit(app, body.integer('auditid', 85012));
    if (audit.status !== 2 && audit.status !== 4) throw new ApiError(89402);
    if (audit.spedUp) throw new ApiError(89404);
    const { component } = world.state;
    if (component.speedupsAt.filter(isThisMonth(world)).length >= world.knobs.speedupQuota) throw new ApiError(89405);
    component.speedupsAt.push(Date.now());
    audit.spedUp = true;
    return ok();
  }),

  authorizerEndpoint('GET', '/wxa/queryquota', ({ world }) => {
    const { component } = world.state;
    const { auditQuota, speedupQuota } = world.knobs;
    return ok({
      rest: Math.max(0, auditQuota - component.auditsSubmittedAt.filter(isThisMonth(world)).length),
      limit: auditQuota,
      speedup_rest: Math.max(0, speedupQuota - component.speedupsAt.filter(isThisMonth(world)).length),
      speedup_limit: speedupQuota,
    });
  }),
];

function requireAudit(app: App, auditid: number): Audit {
  const audit = app.audits.find((candidate) => candidate.auditid === auditid);
  if (!audit) throw new ApiError(85012);
  return audit;
}

/** Reason and pictures only when rejected or delayed. The two calls spell the picture key differently. */
function explanation(audit: Audit, key: 'screenshot' | 'ScreenShot'): object {
  if (audit.status !== 1 && audit.status !== 4) return {};
  return { reason: audit.reason, [key]: audit.screenshot.join('|') };
}
