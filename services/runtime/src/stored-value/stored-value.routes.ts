import type { FastifyInstance } from 'fastify';
import { readSettings } from '#commerce/stored-value/money-orders.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { toWire } from '#kernel/http/wire.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { getStoredValue } from './stored-value.contract.js';

/** A change is heard of at once; the page "me" asks every time it is opened. */
const KEEP_MS = 60_000;

export function addStoredValue(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, getStoredValue, {
    ttlMs: KEEP_MS,
    read: async (shop) => toWire(await readSettings(pool, shop)),
  });
}
