import type { FastifyInstance } from 'fastify';
import { readOpenCoupons } from '#commerce/promotions/coupon-claims.js';
import { readFlashSales } from '#commerce/promotions/flash-sale-card.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { listCoupons, listFlashSales } from './promotions.contract.js';

// A change is heard of at once; what others have taken meanwhile shows after this long, and a claim or an order is always exact.
const LIVELY_MS = 2_000;

/** At ten sharp everybody opens the same sale. */
export function addPromotions(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, listCoupons, {
    ttlMs: LIVELY_MS,
    read: async ({ tenantId }) => ({ items: await readOpenCoupons(pool, tenantId) }),
  });
  cached.add(fastify, listFlashSales, {
    ttlMs: LIVELY_MS,
    read: async ({ tenantId }) => ({ items: await readFlashSales(pool, tenantId) }),
  });
}
