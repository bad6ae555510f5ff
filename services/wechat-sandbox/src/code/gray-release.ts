import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { release, requireReleasable } from './release.js';

/** Release to a share of the users; code-management.md §7. 100 % is a full release. */
export const grayReleaseEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/grayrelease', ({ body }, app) => {
    const percentage = body.integer('gray_percentage');
    const debugerFirst = body.optionalBoolean('support_debuger_first') ?? false;
    const experiencerFirst = body.optionalBoolean('support_experiencer_first') ?? false;
    if (percentage < 0 || percentage > 100) throw new ApiError(85081);
    if (percentage === 0 && !debugerFirst && !experiencerFirst) throw new ApiError(85081);
    if (!app.hasName) throw new ApiError(86002);
    if (app.online === null) throw new ApiError(85079);
    const [audit] = app.audits;
    if (!audit || audit.status !== 0 || audit.released) throw new ApiError(85080);
    requireReleasable(app);
    if (app.gray?.status === 1 && percentage <= app.gray.percentage) throw new ApiError(85082);
    if (percentage === 100) release(app, audit);
    app.gray = {
      status: percentage === 100 ? 3 : 1,
      percentage,
      debugerFirst,
      experiencerFirst,
      createdAt: Date.now(),
    };
    return ok();
  }),

  authorizerEndpoint('GET', '/wxa/getgrayreleaseplan', (_call, app) =>
    ok({
      gray_release_plan: {
        status: app.gray?.status ?? 0,
        create_timestamp: Math.floor((app.gray?.createdAt ?? 0) / 1000),
        gray_percentage: app.gray?.percentage ?? 0,
        support_debuger_first: app.gray?.debugerFirst ?? false,
        support_experiencer_first: app.gray?.experiencerFirst ?? false,
      },
    }),
  ),

  authorizerEndpoint('GET', '/wxa/revertgrayrelease', (_call, app) => {
    if (app.gray?.status !== 1) throw new ApiError(85020, 'no gray release is running');
    app.gray.status = 4;
    return ok();
  }),
];
