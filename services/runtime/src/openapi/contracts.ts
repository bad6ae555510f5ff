import type { RouteDefinition } from '#kernel/http/contract.js';
import * as bookings from '../bookings/bookings.contract.js';
import * as carts from '../carts/carts.contract.js';
import * as codes from '../codes/codes.contract.js';
import * as couponWallet from '../promotions/coupon-wallet.contract.js';
import * as dining from '../dining/dining.contract.js';
import * as draws from '../draws/draws.contract.js';
import * as favourites from '../favourites/favourites.contract.js';
import * as groupBuys from '../group-buys/group-buys.contract.js';
import * as invoices from '../invoices/invoices.contract.js';
import * as magazine from '../magazine/magazine.contract.js';
import * as media from '../media/media.contract.js';
import * as membership from '../membership/membership.contract.js';
import * as messages from '../messages/messages.contract.js';
import * as orderPapers from '../order-papers/order-papers.contract.js';
import * as orders from '../orders/orders.contract.js';
import * as personalData from '../personal-data/personal-data.contract.js';
import * as profiles from '../profiles/profiles.contract.js';
import * as promotions from '../promotions/promotions.contract.js';
import * as reviews from '../reviews/reviews.contract.js';
import * as shopWindow from '../shop-window/shop-window.contract.js';
import * as shoppers from '../shoppers/shoppers.contract.js';
import * as storedValue from '../stored-value/stored-value.contract.js';

/** Every endpoint of the runtime for shoppers: what the gate admits by and what OpenAPI describes. */
export const runtimeContracts: readonly RouteDefinition[] = [
  shopWindow,
  codes,
  shoppers,
  profiles,
  favourites,
  personalData,
  carts,
  bookings,
  orders,
  magazine,
  dining,
  promotions,
  couponWallet,
  storedValue,
  groupBuys,
  draws,
  membership,
  reviews,
  invoices,
  orderPapers,
  messages,
  media,
].flatMap((module) => Object.values(module).filter(isRoute));

function isRoute(value: unknown): value is RouteDefinition {
  return typeof value === 'object' && value !== null && 'access' in value && 'path' in value;
}
