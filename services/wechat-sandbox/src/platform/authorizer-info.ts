import { ApiError } from '../protocol/api-error.js';
import { componentEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { Fields } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { currentRefreshToken, funcInfo, requireAuthorized } from './authorizer-tokens.js';
import { requireComponentAppid } from './tickets.js';

/** Details, list and options of authorizers; third-party-platform.md §2.7 to §2.9. */
export const authorizerInfoEndpoints: readonly Endpoint[] = [
  componentEndpoint('POST', '/cgi-bin/component/api_get_authorizer_info', ({ world, body }) => {
    requireComponentAppid(world, body);
    const app = requireAuthorized(world, body.string('authorizer_appid', 40013));
    return {
      authorizer_info: authorizerInfo(world, app),
      authorization_info: {
        authorizer_appid: app.appid,
        authorizer_refresh_token: currentRefreshToken(app),
        func_info: funcInfo(app),
      },
    };
  }),

  componentEndpoint('POST', '/cgi-bin/component/api_get_authorizer_list', ({ world, body }) => {
    requireComponentAppid(world, body);
    const offset = body.integer('offset', 40170);
    const count = body.integer('count', 40170);
    if (offset < 0 || count < 1 || count > 500) throw new ApiError(40170);
    const authorized = [...world.state.apps.values()].filter((app) => app.authorization.isActive);
    const list = authorized.slice(offset, offset + count).map((app) => ({
      authorizer_appid: app.appid,
      refresh_token: currentRefreshToken(app),
      auth_time: Math.floor(app.authorization.authorizedAt / 1000),
    }));
    return { total_count: authorized.length, list };
  }),

  componentEndpoint('POST', '/cgi-bin/component/get_authorizer_option', ({ world, body }) => {
    const { app, name } = readOption(world, body);
    return { authorizer_appid: app.appid, option_name: name, option_value: app.options[name] ?? '0' };
  }),

  componentEndpoint('POST', '/cgi-bin/component/set_authorizer_option', ({ world, body }) => {
    const { app, name, values } = readOption(world, body);
    const value = String(body.raw['option_value']);
    if (!values.includes(value)) throw new ApiError(40097, `option_value must be one of ${values.join(', ')}`);
    app.options = { ...app.options, [name]: value };
    return ok();
  }),
];

/** What each option may be; 0 until it is set (third-party-platform.md §2.9). */
const optionValues: Readonly<Record<string, readonly string[]>> = {
  location_report: ['0', '1', '2'],
  voice_recognize: ['0', '1'],
  customer_service: ['0', '1'],
};

/** [U] Whether the AppIDs must stand in the body: the account must be named, the platform may be. */
function readOption(world: World, body: Fields): { app: App; name: string; values: readonly string[] } {
  if (body.raw['component_appid'] !== undefined) requireComponentAppid(world, body);
  const app = requireAuthorized(world, body.string('authorizer_appid', 40013));
  const name = body.string('option_name');
  const values = Object.hasOwn(optionValues, name) ? optionValues[name] : undefined;
  if (values === undefined) throw new ApiError(40097, 'invalid option_name');
  return { app, name, values };
}

function authorizerInfo(world: World, app: App): object {
  return {
    nick_name: app.hasName ? app.nickname : '',
    head_img: `${world.publicUrl}/sandbox/apps/${app.appid}/avatar.jpg`,
    service_type_info: { id: 0 },
    verify_type_info: { id: app.verified ? 0 : -1 },
    user_name: app.userName,
    alias: '',
    qrcode_url: `${world.publicUrl}/sandbox/apps/${app.appid}/qrcode.jpg`,
    business_info: { open_pay: 1, open_shake: 0, open_scan: 0, open_card: 0, open_store: 0 },
    idc: 1,
    principal_name: app.principal,
    signature: app.introduction,
    MiniProgramInfo: {
      network: {
        RequestDomain: app.domains.requestdomain,
        WsRequestDomain: app.domains.wsrequestdomain,
        UploadDomain: app.domains.uploaddomain,
        DownloadDomain: app.domains.downloaddomain,
        UDPDomain: app.domains.udpdomain,
        TCPDomain: app.domains.tcpdomain,
        BizDomain: app.webviewDomains,
      },
      categories: app.categories.map(({ firstName, secondName }) => ({ first: firstName, second: secondName })),
      visit_status: 0,
    },
    register_type: 0,
    account_status: 1,
    basic_config: { is_phone_configured: true, is_email_configured: true },
  };
}
