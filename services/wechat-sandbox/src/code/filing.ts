import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';

const PLATFORM_AUDITING = 2;

/** ICP filing and the order centre's page; code-management.md §7, §8.5. */
export const filingEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'GET',
    '/wxa/icp/get_icp_entrance_info',
    (_call, app) =>
      ok({ info: { status: app.icpStatus, is_canceling: false, audit_data: [], available: 1, sms_verify_status: 1 } }),
    { sets: [18, 156] },
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/icp/apply_icp_filing',
    ({ body }, app) => {
      if (Object.keys(body.raw).length === 0) throw new ApiError(40097);
      app.icpStatus = PLATFORM_AUDITING;
      return ok({ hints: [] });
    },
    { sets: [18, 156] },
  ),

  authorizerEndpoint('POST', '/wxa/security/getorderpathinfo', (_call, app) =>
    ok({ msg: { path: app.orderPath ?? '', status: app.orderPath === null ? 0 : 2 } }),
  ),

  authorizerEndpoint('POST', '/wxa/security/applysetorderpathinfo', ({ world, body }, app) => {
    const request = Fields.from(body.object('batch_req').raw);
    const path = request.string('path');
    const appids = request.strings('appid_list') ?? [app.appid];
    for (const appid of appids) {
      const target = world.findApp(appid);
      if (!target?.authorization.isActive) throw new ApiError(61003);
      target.orderPath = path;
    }
    return ok();
  }),
];
