import { findAppByToken, findComponentToken, findOwnToken, requireLiving } from './access.js';
import { ApiError } from '../protocol/api-error.js';
import { clearDailyCalls, dailyQuota, isThisMonth } from '../protocol/daily-quota.js';
import { type Call, type Endpoint, ok, openEndpoint } from '../protocol/endpoint.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';

const CLEARS_A_MONTH = 10;

/** Quota, rid and addresses; third-party-platform.md §2.10. */
export function quotaEndpoints(paths: ReadonlySet<string>): readonly Endpoint[] {
  return [
    openEndpoint('POST', '/cgi-bin/clear_quota', (call) => {
      const app = requireAnyToken(call);
      const appid = call.body.string('appid', 41002);
      if (app !== null && app.appid !== appid) throw new ApiError(40013);
      clear(call.world, appid);
      return ok();
    }),

    openEndpoint('POST', '/cgi-bin/component/clear_quota/v2', ({ world, body }) => {
      if (body.string('component_appid', 41018) !== world.env.componentAppid) throw new ApiError(40013);
      if (body.string('appsecret', 41004) !== world.env.componentSecret) throw new ApiError(40125);
      clear(world, body.string('appid', 41002));
      return ok();
    }),

    openEndpoint('POST', '/cgi-bin/openapi/quota/get', (call) => {
      const app = requireAnyToken(call);
      const path = call.body.string('cgi_path', 76021);
      if (path.startsWith('/sns/')) throw new ApiError(76022);
      if (!paths.has(path)) throw new ApiError(76021);
      const { minuteLimits } = call.world.knobs;
      const perMinute = Object.hasOwn(minuteLimits, path) ? (minuteLimits[path] ?? 600) : 600;
      const rate = { call_count: perMinute, refresh_second: 60 };
      return ok({
        quota: dailyQuota(call.world, path, app?.appid ?? null),
        rate_limit: rate,
        component_rate_limit: rate,
      });
    }),

    openEndpoint('POST', '/cgi-bin/openapi/rid/get', (call) => {
      const app = requireAnyToken(call);
      const rid = call.body.string('rid', 76002);
      if (!/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/.test(rid)) throw new ApiError(76002);
      const found = call.world.calls.findByRid(rid);
      if (found === null) throw new ApiError(76001);
      if (app !== null && found.appid !== app.appid) throw new ApiError(76003);
      return ok({
        request: {
          invoke_time: Math.floor(found.at / 1000),
          cost_in_ms: found.ms,
          request_url: found.path,
          request_body: found.request,
          response_body: found.response,
          client_ip: found.ip,
        },
      });
    }),

    ...['/cgi-bin/getcallbackip', '/cgi-bin/get_api_domain_ip'].map((path) =>
      openEndpoint('GET', path, (call) => {
        requireAnyToken(call);
        return { ip_list: ['127.0.0.1'] };
      }),
    ),
  ];
}

/** A component token or a living authorizer token; gives the account in the second case. */
function requireAnyToken({ world, query }: Call): App | null {
  const value = query['access_token'] ?? query['component_access_token'] ?? '';
  if (value === '') throw new ApiError(41001);
  const app = findAppByToken(world, value);
  const token =
    findComponentToken(world, value) ??
    app?.authorization.tokens.find((candidate) => candidate.value === value) ??
    (app && findOwnToken(app, value));
  requireLiving(token ?? null);
  return app;
}

/** An account's counters, or the platform's own; both ten times a month. */
function clear(world: World, appid: string): void {
  const isOwn = appid === world.env.componentAppid;
  const counted = isOwn ? world.state.component : world.findApp(appid);
  if (counted === null) throw new ApiError(40013);
  if (counted.quotaClearsAt.filter(isThisMonth(world)).length >= CLEARS_A_MONTH) throw new ApiError(48006);
  counted.quotaClearsAt.push(Date.now());
  clearDailyCalls(world, isOwn ? null : appid);
}
