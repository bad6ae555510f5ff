import type { RouteDefinition } from '#kernel/http/contract.js';
import * as bookings from '../bookings/bookings.contract.js';
import * as carts from '../carts/carts.contract.js';
import * as codes from '../codes/codes.contract.js';
import * as dining from '../dining/dining.contract.js';
import * as draws from '../draws/draws.contract.js';
import * as groupBuys from '../group-buys/group-buys.contract.js';
import * as magazine from '../magazine/magazine.contract.js';
import * as media from '../media/media.contract.js';
import * as messages from '../messages/messages.contract.js';
import * as orders from '../orders/orders.contract.js';
import * as profiles from '../profiles/profiles.contract.js';
import * as promotions from '../promotions/promotions.contract.js';
import * as shopWindow from '../shop-window/shop-window.contract.js';
import * as shoppers from '../shoppers/shoppers.contract.js';

/** Every endpoint of the runtime for shoppers: what the gate admits by and what OpenAPI describes. */
export const runtimeContracts: readonly RouteDefinition[] = [
  shopWindow,
  codes,
  shoppers,
  profiles,
  carts,
  bookings,
  orders,
  magazine,
  dining,
  promotions,
  groupBuys,
  draws,
  messages,
  media,
].flatMap((module) => Object.values(module).filter(isRoute));

function isRoute(value: unknown): value is RouteDefinition {
  return typeof value === 'object' && value !== null && 'access' in value && 'path' in value;
}
