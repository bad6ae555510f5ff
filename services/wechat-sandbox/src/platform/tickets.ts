import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { componentEndpoint, type Endpoint, ok, openEndpoint } from '../protocol/endpoint.js';
import { issueToken, TOKEN_SECONDS } from './access.js';
import type { Fields } from '../protocol/fields.js';
import type { World } from '../world.js';

const TICKET_LIFE_MS = 12 * 3_600_000;

/** Pushes a ticket now and one every ten minutes after (third-party-platform.md §3.1). */
export function startTicketPushes(world: World): void {
  world.scheduler.on('ticket', () => pushTicket(world));
  pushTicket(world);
}

export function pushTicket(world: World): void {
  world.pusher.pushAuthEvent('component_verify_ticket', '', { ComponentVerifyTicket: issueTicket(world) });
  world.scheduler.cancel('ticket', '');
  world.scheduler.plan('ticket', '', world.knobs.ticketIntervalMs);
}

/** A fresh ticket, which nobody knows of yet. */
export function issueTicket({ state: { component } }: World): string {
  const value = `ticket@@@${randomBytes(48).toString('base64url')}`;
  component.tickets = [{ value, issuedAt: Date.now() }, ...component.tickets].slice(0, 100);
  return value;
}

export const ticketEndpoints: readonly Endpoint[] = [
  openEndpoint('POST', '/cgi-bin/component/api_start_push_ticket', ({ world, body }) => {
    requireComponentAppid(world, body);
    if (body.string('component_secret', 41004) !== world.env.componentSecret) throw new ApiError(40125);
    pushTicket(world);
    return ok();
  }),

  openEndpoint('POST', '/cgi-bin/component/api_component_token', ({ world, body }) => {
    requireComponentAppid(world, body);
    if (body.string('component_appsecret', 41004) !== world.env.componentSecret) throw new ApiError(40125);
    const { component } = world.state;
    const value = body.string('component_verify_ticket', 61006);
    const ticket = component.tickets.find((candidate) => candidate.value === value);
    if (!ticket) throw new ApiError(61006);
    if (ticket.issuedAt + TICKET_LIFE_MS <= Date.now()) throw new ApiError(61005);
    component.tokens = issueToken(component.tokens, '9C_');
    return { component_access_token: component.tokens[0]?.value, expires_in: TOKEN_SECONDS };
  }),

  componentEndpoint('POST', '/cgi-bin/component/api_create_preauthcode', ({ world, body }) => {
    requireComponentAppid(world, body);
    const code = `preauthcode@@@${randomBytes(64).toString('base64url')}`;
    const seconds = world.knobs.preAuthCodeSeconds;
    const { preAuthCodes } = world.state.component;
    for (const [old, { expiresAt }] of Object.entries(preAuthCodes)) {
      if (expiresAt < Date.now() - 3_600_000) delete preAuthCodes[old];
    }
    preAuthCodes[code] = { expiresAt: Date.now() + seconds * 1000, used: false, opened: false };
    return { pre_auth_code: code, expires_in: seconds };
  }),
];

export function requireComponentAppid(world: World, body: Fields): void {
  if (body.string('component_appid', 41018) !== world.env.componentAppid) throw new ApiError(40013);
}
