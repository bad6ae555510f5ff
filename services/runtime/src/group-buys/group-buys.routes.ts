import type { FastifyInstance } from 'fastify';
import { readGroup, readGroupBuy, readGroupBuys } from '#commerce/group-buys/group-reader.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { getGroup, getGroupBuy, listGroupBuys } from './group-buys.contract.js';

// A change of the offer is heard of at once; who has joined shows after this long, and an order is always exact.
const LIVELY_MS = 2_000;

/** Offers and groups as everybody sees them: a shared group is opened by everybody it was sent to. */
export function addGroupBuys(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, listGroupBuys, {
    ttlMs: LIVELY_MS,
    read: async ({ tenantId }) => ({ items: await readGroupBuys(pool, tenantId) }),
  });
  cached.add(fastify, getGroupBuy, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params }) => readGroupBuy(pool, tenantId, params.groupBuyId),
  });
  cached.add(fastify, getGroup, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params }) => readGroup(pool, tenantId, params.groupId),
  });
}
