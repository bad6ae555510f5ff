import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { resolveCode as findDestination } from '#commerce/codes/code-resolver.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { Problem } from '#kernel/problems/problem.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { resolveCode } from './codes.contract.js';

const FOUND_MS = 60_000;
// Somebody who tries codes one after another asks the database once for each, and for the same one not again: codes are drawn at
// random, so that one that leads nowhere does not come into being meanwhile.
const UNKNOWN = { max: 20_000, ttl: 30_000 } as const;

/** A poster on a busy street is scanned by everybody. */
export function addCodes(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  const unknown = new LRUCache<string, true>(UNKNOWN);
  cached.add(fastify, resolveCode, {
    ttlMs: FOUND_MS,
    perApplet: true,
    read: async ({ tenantId, appId }, { params: { code } }) => {
      const key = `${tenantId}|${appId}|${code}`;
      if (unknown.has(key)) throw new Problem('code.not_found');
      const destination = await findDestination(pool, tenantId, appId, code);
      if (destination !== null) return destination;
      unknown.set(key, true);
      throw new Problem('code.not_found');
    },
  });
}
