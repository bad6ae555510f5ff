import type { Endpoint } from '../protocol/endpoint.js';
import { authorizerInfoEndpoints } from './authorizer-info.js';
import { authorizerTokenEndpoints } from './authorizer-tokens.js';
import { ownTokenEndpoints } from './own-tokens.js';
import { ticketEndpoints } from './tickets.js';

/** Tickets, tokens and authorizers: third-party-platform.md §2. */
export const platformEndpoints: readonly Endpoint[] = [
  ...ticketEndpoints,
  ...authorizerTokenEndpoints,
  ...authorizerInfoEndpoints,
  ...ownTokenEndpoints,
];
