import { ApiError } from '../protocol/api-error.js';
import { isThisMonth } from '../protocol/daily-quota.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { App, DomainSet } from '../state/app.model.js';
import { emptyDomainSet } from '../state/slim-app.js';
import type { World } from '../world.js';

const LISTS = ['requestdomain', 'wsrequestdomain', 'uploaddomain', 'downloaddomain', 'udpdomain', 'tcpdomain'] as const;
type ListName = (typeof LISTS)[number];
const SCHEMES: Record<ListName, string> = {
  requestdomain: 'https',
  wsrequestdomain: 'wss',
  uploaddomain: 'https',
  downloaddomain: 'https',
  udpdomain: 'udp',
  tcpdomain: 'tcp',
};
const LIST_LIMIT = 200;
const EDITS_A_MONTH = 50;

/** Server domains of one mini-program; code-management.md §2.1, §2.2. */
export const domainEndpoints: readonly Endpoint[] = [
  authorizerEndpoint('POST', '/wxa/modify_domain', (call, app) => {
    const action = actionOf(call);
    if (action === 'get') return ok(domainAnswer(app.domains, emptyDomainSet()));
    const { wanted, invalid } = readDomains(call, true);
    const before = JSON.stringify(app.domains);
    const hasAny = LISTS.some((name) => wanted[name].length > 0);
    if (action !== 'delete' && !hasAny && LISTS.some((name) => invalid[name].length > 0)) throw new ApiError(85018);
    const changed = change(action, app.domains, wanted);
    if (JSON.stringify(changed) !== before) countEdit(call.world, app);
    else if (action !== 'delete') throw new ApiError(85017);
    app.domains = changed;
    return ok(domainAnswer(app.domains, invalid));
  }),

  authorizerEndpoint('POST', '/wxa/modify_domain_directly', (call, app) => {
    const action = actionOf(call);
    if (action !== 'get') {
      const { wanted } = readDomains(call, false);
      countEdit(call.world, app);
      app.directDomains = change(action, app.directDomains, wanted);
    }
    return ok({ ...app.directDomains });
  }),

  authorizerEndpoint('POST', '/wxa/get_effective_domain', (_call, app) => {
    const effective = Object.fromEntries(
      LISTS.map((name) => [name, [...new Set([...app.domains[name], ...app.directDomains[name]])]]),
    );
    return ok({
      mp_domain: emptyDomainSet(),
      third_domain: app.domains,
      direct_domain: app.directDomains,
      effective_domain: effective,
    });
  }),
];

type Action = 'add' | 'delete' | 'set' | 'get';

export function actionOf({ body }: Call, fallback?: Action): Action {
  const action = body.optionalString('action') ?? fallback;
  if (action !== 'add' && action !== 'delete' && action !== 'set' && action !== 'get')
    throw new ApiError(40097, 'invalid action');
  return action;
}

export function changeList(action: Action, current: readonly string[], wanted: readonly string[]): string[] {
  if (action === 'set') return [...new Set(wanted)];
  if (action === 'delete') return current.filter((domain) => !wanted.includes(domain));
  return [...new Set([...current, ...wanted])];
}

/** 50 changes a month for each mini-program. */
export function countEdit(world: World, app: App): void {
  if (app.domainEditsAt.filter(isThisMonth(world)).length >= EDITS_A_MONTH) throw new ApiError(86102);
  app.domainEditsAt.push(Date.now());
}

function readDomains({ world, body }: Call, mustBeRegistered: boolean): { wanted: DomainSet; invalid: DomainSet } {
  const wanted = emptyDomainSet();
  const invalid = emptyDomainSet();
  const { published, testing } = world.state.component.serverDomains;
  for (const name of LISTS) {
    const list = body.strings(name) ?? [];
    if (list.length > LIST_LIMIT) throw new ApiError(85016);
    for (const domain of list) {
      if (!isAllowed(domain, SCHEMES[name], world.knobs.domainRules === 'local'))
        throw new ApiError(85015, `invalid domain ${domain}`);
      const host = domain.replace(/^\w+:\/\//, '');
      const isRegistered = [...published, ...testing].some(
        (known) => host === known || host.replace(/:\d+$/, '') === known,
      );
      (mustBeRegistered && !isRegistered ? invalid : wanted)[name].push(domain);
    }
  }
  return { wanted, invalid };
}

/** A scheme and a host with a dot, perhaps a port; no IP, no wildcard, never api.weixin.qq.com. */
function isAllowed(domain: string, scheme: string, isLocal: boolean): boolean {
  if (isLocal && /^(https?|wss?|udp|tcp):\/\/[\w.-]+(:\d{1,5})?$/.test(domain)) return true;
  const host = new RegExp(`^${scheme}://([a-z0-9-]+(?:\\.[a-z0-9-]+)+)(?::\\d{1,5})?$`, 'i').exec(domain)?.[1];
  return host !== undefined && !/^[\d.]+$/.test(host) && host !== 'api.weixin.qq.com' && host !== 'localhost';
}

function change(action: Action, current: DomainSet, wanted: DomainSet): DomainSet {
  const changed = emptyDomainSet();
  for (const name of LISTS) changed[name] = changeList(action, current[name], wanted[name]);
  return changed;
}

const domainAnswer = (current: DomainSet, invalid: DomainSet): object => ({
  ...current,
  ...Object.fromEntries(LISTS.map((name) => [`invalid_${name}`, invalid[name]])),
  no_icp_domain: [],
});
