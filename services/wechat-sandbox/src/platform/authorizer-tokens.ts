import { ApiError } from '../protocol/api-error.js';
import { componentEndpoint, type Endpoint } from '../protocol/endpoint.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { issueToken, TOKEN_SECONDS } from './access.js';
import { replaceRefreshToken } from './authorization.js';
import { requireComponentAppid } from './tickets.js';

/** Exchange and refresh; third-party-platform.md §2.5, §2.6. */
export const authorizerTokenEndpoints: readonly Endpoint[] = [
  componentEndpoint('POST', '/cgi-bin/component/api_query_auth', ({ world, body }) => {
    requireComponentAppid(world, body);
    const code = world.state.component.authCodes[body.string('authorization_code', 61009)];
    if (!code || code.exchanged) throw new ApiError(61009);
    if (code.expiresAt <= Date.now()) throw new ApiError(61010);
    const app = world.findApp(code.appid);
    if (!app?.authorization.isActive) throw new ApiError(61003);
    code.exchanged = true;
    return {
      authorization_info: {
        authorizer_appid: app.appid,
        authorizer_access_token: freshToken(world, app),
        expires_in: TOKEN_SECONDS,
        authorizer_refresh_token: currentRefreshToken(app),
        func_info: funcInfo(app),
      },
    };
  }),

  componentEndpoint('POST', '/cgi-bin/component/api_authorizer_token', ({ world, body }) => {
    requireComponentAppid(world, body);
    const app = requireAuthorized(world, body.string('authorizer_appid', 40013));
    const given = body.string('authorizer_refresh_token', 61023);
    const living = app.authorization.refreshTokens.find((token) => token.value === given);
    if (!living || living.expiresAt <= Date.now()) throw new ApiError(61023);
    if (world.knobs.rotateRefreshTokenOnRefresh) replaceRefreshToken(app.authorization);
    return {
      authorizer_access_token: freshToken(world, app),
      expires_in: TOKEN_SECONDS,
      authorizer_refresh_token: currentRefreshToken(app),
    };
  }),
];

/** 40013 for an unknown AppID, 61003 when it does not authorise us. */
export function requireAuthorized(world: World, appid: string): App {
  const app = world.findApp(appid);
  if (app === null) throw new ApiError(40013);
  if (!app.authorization.isActive) throw new ApiError(61003);
  return app;
}

export const funcInfo = (app: App) => app.authorization.permissionSets.map((id) => ({ funcscope_category: { id } }));

export const currentRefreshToken = (app: App): string => app.authorization.refreshTokens[0]?.value ?? '';

function freshToken(world: World, app: App): string {
  world.state.apps.setTokens(app, issueToken(app.authorization.tokens, '9A_'));
  return app.authorization.tokens[0]?.value ?? '';
}
