import { ApiError } from '../protocol/api-error.js';
import { authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import { Fields } from '../protocol/fields.js';

/** The order centre's page; code-management.md §8.5. */
export const orderPathEndpoints: readonly Endpoint[] = [
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
