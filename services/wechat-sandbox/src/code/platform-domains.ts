import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { isThisMonth } from '../protocol/daily-quota.js';
import { type Call, authorizerEndpoint, componentEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { App } from '../state/app.model.js';
import type { DomainVersions } from '../state/model.js';
import { actionOf, changeList, countEdit } from './domains.js';

const EDITS_A_MONTH = 50;
const WEBVIEW_LIMIT = 300;

/** Domains of the platform and web-view domains; code-management.md §2.3, §2.4. */
export const platformDomainEndpoints: readonly Endpoint[] = [
  componentEndpoint('POST', '/cgi-bin/component/modify_wxa_server_domain', (call) =>
    modifyPlatform(call, 'wxa_server_domain', call.world.state.component.serverDomains, 1000),
  ),

  componentEndpoint('POST', '/cgi-bin/component/modify_wxa_jump_domain', (call) =>
    modifyPlatform(call, 'wxa_jump_h5_domain', call.world.state.component.jumpDomains, 300),
  ),

  componentEndpoint('POST', '/cgi-bin/component/get_domain_confirmfile', () => ok(confirmFile())),

  authorizerEndpoint('POST', '/wxa/get_webviewdomain_confirmfile', () => ok(confirmFile())),

  authorizerEndpoint('POST', '/wxa/setwebviewdomain', (call, app) => {
    const { published, testing } = call.world.state.component.jumpDomains;
    const platform = [...new Set([...published, ...testing])];
    if (call.body.raw['action'] === undefined) {
      if (platform.length === 0) throw new ApiError(89020);
      app.webviewDomains = platform.map((host) => `https://${host}`);
      return ok();
    }
    const wanted = webviewList(call);
    const isOutside = (domain: string): boolean => {
      const host = domain.replace('https://', '');
      return !platform.some((known) => host === known || host.endsWith(`.${known}`));
    };
    if (actionOf(call) !== 'get' && wanted.some(isOutside)) throw new ApiError(89021);
    app.webviewDomains = changeWebview(call, app, app.webviewDomains, wanted);
    return ok({ webviewdomain: app.webviewDomains });
  }),

  authorizerEndpoint('POST', '/wxa/setwebviewdomain_directly', (call, app) => {
    app.directWebviewDomains = changeWebview(call, app, app.directWebviewDomains, webviewList(call));
    return ok({ webviewdomain: app.directWebviewDomains });
  }),

  authorizerEndpoint('POST', '/wxa/get_effective_webviewdomain', (_call, app) =>
    ok({
      mp_webviewdomain: [],
      third_webviewdomain: app.webviewDomains,
      direct_webviewdomain: app.directWebviewDomains,
      effective_webviewdomain: [...new Set([...app.webviewDomains, ...app.directWebviewDomains])],
    }),
  ),
];

/** Without `is_modify_published_together` only the testing version changes until 全网发布. */
function modifyPlatform(call: Call, field: string, domains: DomainVersions, limit: number): object {
  const action = actionOf(call);
  const { component } = call.world.state;
  if (action === 'get') return ok(versionsView(field, domains));
  const asked = (call.body.optionalString(field) ?? '').split(';').filter(Boolean);
  const isLocal = call.world.knobs.domainRules === 'local';
  const isValid = (domain: string): boolean =>
    (isLocal ? /^[\w.-]+(:\d{1,5})?$/ : /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/i).test(domain) &&
    (isLocal || !/^[\d.:]+$/.test(domain));
  const valid = asked.filter(isValid);
  const invalid = asked.filter((domain) => !isValid(domain));
  const testing = changeList(action, domains.testing, valid);
  const isTogether = call.body.optionalBoolean('is_modify_published_together') === true;
  const published = isTogether ? changeList(action, domains.published, valid) : domains.published;
  if (testing.length > limit) throw new ApiError(85016);
  // What changes nothing is not counted as an edit.
  if (JSON.stringify([testing, published]) !== JSON.stringify([domains.testing, domains.published])) {
    if (component.domainEditsAt.filter(isThisMonth(call.world)).length >= EDITS_A_MONTH) throw new ApiError(45104);
    component.domainEditsAt.push(Date.now());
  }
  Object.assign(domains, { testing, published });
  return ok({
    ...versionsView(field, domains),
    ...(invalid.length > 0 && { [`invalid_${field}`]: invalid.join(';') }),
  });
}

/** Nothing is said of the published version while there is none. */
const versionsView = (field: string, { published, testing }: DomainVersions): object => ({
  ...(published.length > 0 && { [`published_${field}`]: published.join(';') }),
  [`testing_${field}`]: testing.join(';'),
});

function webviewList({ body }: Call): string[] {
  const list = body.strings('webviewdomain') ?? [];
  if (list.length > WEBVIEW_LIMIT) throw new ApiError(89029);
  const wrong = list.find((domain) => !/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(domain));
  if (wrong !== undefined) throw new ApiError(85015, `invalid domain ${wrong}`);
  return list;
}

function changeWebview(call: Call, app: App, current: string[], wanted: string[]): string[] {
  const action = actionOf(call);
  if (action === 'get') return current;
  const changed = changeList(action, current, wanted);
  if (JSON.stringify(changed) === JSON.stringify(current)) throw new ApiError(89019);
  countEdit(call.world, app);
  return changed;
}

const confirmFile = (): object => {
  const name = randomBytes(5).toString('hex');
  return { file_name: `${name}.txt`, file_content: randomBytes(16).toString('hex') };
};
