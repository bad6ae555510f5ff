import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { App, Audit, OnlineVersion } from '../state/app.model.js';

const KEPT_VERSIONS = 5;
const FILED = 6;

/** Release, versions and going back; code-management.md §7. */
export const releaseEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/release', (_call, app) => {
    release(app, requireReleasable(app));
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/getversioninfo', (_call, app) =>
    ok({
      ...(app.trial && {
        exp_info: {
          exp_time: Math.floor(app.trial.committedAt / 1000),
          exp_version: app.trial.userVersion,
          exp_desc: app.trial.userDesc,
        },
      }),
      ...(app.online && {
        release_info: {
          release_time: Math.floor(app.online.releasedAt / 1000),
          release_version: app.online.code.userVersion,
          release_desc: app.online.code.userDesc,
        },
      }),
    }),
  ),

  authorizerEndpoint('GET', '/wxa/revertcoderelease', ({ query }, app) => {
    if (query['action'] === 'get_history_version') return ok({ version_list: app.history.map(historyView) });
    if (query['action'] !== undefined) throw new ApiError(40097);
    revert(app, query['app_version']);
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/change_visitstatus', ({ body }, app) => {
    const action = body.string('action', 85022);
    if (action !== 'open' && action !== 'close') throw new ApiError(85022);
    if (app.online === null) throw new ApiError(85021);
    app.isVisible = action === 'open';
    return ok();
  }),

  authorizerEndpoint('POST', '/wxa/getvisitstatus', (_call, app) => ok({ status: app.isVisible ? 1 : 0 })),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/getweappsupportversion', (_call, app) =>
    ok({ now_version: app.supportVersion, uv_info: { items: [{ version: '3.10.0', percentage: 97.5 }] } }),
  ),

  authorizerEndpoint('POST', '/cgi-bin/wxopen/setweappsupportversion', ({ body }, app) => {
    const version = body.string('version', 89014);
    if (!/^\d{1,2}\.\d{1,2}\.\d{1,2}$/.test(version)) throw new ApiError(89014);
    app.supportVersion = version;
    return ok();
  }),
];

/** The audit whose code may go online now: 85019 none, 85020 not approved, 85052 released before, 86369 no ICP filing. */
export function requireReleasable(app: App): Audit {
  const [audit] = app.audits;
  if (!audit) throw new ApiError(85019);
  if (audit.status !== 0) throw new ApiError(85020);
  if (audit.released) throw new ApiError(85052);
  if (app.icpStatus !== FILED) throw new ApiError(86369);
  return audit;
}

/** Puts the audited snapshot online; its privacy guideline and order path go with it. */
export function release(app: App, audit: Audit): void {
  if (app.online) app.history = [app.online, ...app.history].slice(0, KEPT_VERSIONS);
  app.versionCounter += 1;
  app.online = { appVersion: app.versionCounter, code: audit.code, auditid: audit.auditid, releasedAt: Date.now() };
  app.hasReverted = false;
  app.gray = null;
  audit.released = true;
  if (audit.privacy) app.privacy.online = audit.privacy;
  if (audit.orderPath) app.orderPath = audit.orderPath;
}

/** One step back per release: after a revert only a new release allows the next one. */
function revert(app: App, wanted: string | undefined): void {
  if (app.gray?.status === 1) throw new ApiError(87011);
  if (app.hasReverted) throw new ApiError(87012);
  if (wanted !== undefined && !/^\d+$/.test(wanted)) throw new ApiError(40097);
  const target =
    wanted === undefined ? app.history[0] : app.history.find(({ appVersion }) => appVersion === Number(wanted));
  if (!target) throw new ApiError(87012);
  app.history = app.history.filter((version) => version !== target);
  app.online = { ...target, releasedAt: Date.now() };
  app.hasReverted = true;
}

const historyView = (version: OnlineVersion): object => ({
  app_version: version.appVersion,
  user_version: version.code.userVersion,
  user_desc: version.code.userDesc,
  commit_time: Math.floor(version.code.committedAt / 1000),
});
