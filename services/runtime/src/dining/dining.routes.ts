import type { FastifyInstance } from 'fastify';
import { readDiningOffer, readTable } from '#commerce/dining/dining-offer.js';
import { readMenu } from '#commerce/dining/menu.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { priced } from '../shop-window/shop-window.js';
import { getDining, getMenu, getTable } from './dining.contract.js';

// A change is heard of at once; what is sold out by orders shows after this long, and the order itself is always exact.
const MENU_MS = 5_000;
// Whether the shop is open, and what times are left, move with the clock.
const OFFER_MS = 15_000;

/** At noon a whole street opens the same menu. */
export function addDining(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, getMenu, {
    ttlMs: MENU_MS,
    read: async ({ tenantId }) => priced(await readMenu(pool, tenantId)),
  });
  cached.add(fastify, getDining, {
    ttlMs: OFFER_MS,
    perApplet: true,
    read: ({ tenantId, appId }) => readDiningOffer(pool, tenantId, appId, new Date()),
  });
  cached.add(fastify, getTable, {
    ttlMs: OFFER_MS,
    read: ({ tenantId }, { params }) => readTable(pool, tenantId, params.table),
  });
}
