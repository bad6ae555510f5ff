import type { FastifyInstance } from 'fastify';
import { readService, readServices, readStaff } from '#commerce/bookings/service-window.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { getService, getStaff, listServices } from './bookings.contract.js';

// As in the shop window: changes are heard of at once, the time only bounds what a lost message may cost.
const SHOWN_MS = 60_000;

/** What everybody sees alike of a shop's services; free times are never kept. */
export function addServiceWindow(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, listServices, { ttlMs: SHOWN_MS, read: ({ tenantId }) => readServices(pool, tenantId) });
  cached.add(fastify, getService, {
    ttlMs: SHOWN_MS,
    read: ({ tenantId }, { params }) => readService(pool, tenantId, params.serviceId),
  });
  cached.add(fastify, getStaff, {
    ttlMs: SHOWN_MS,
    read: ({ tenantId }, { params }) => readStaff(pool, tenantId, params.staffId),
  });
}
