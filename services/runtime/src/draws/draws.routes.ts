import type { FastifyInstance } from 'fastify';
import type { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { readDraw, readDrawProof, readDraws } from '#commerce/draws/draw-window.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { PassingDocument } from '../cache/answer-cache.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { getDraw, getDrawProof, listDraws } from './draws.contract.js';

// A change is heard of at once; what others have won meanwhile shows after this long, and an entry is always exact.
const LIVELY_MS = 2_000;
// What is over changes no more; nicknames do, and so do tries that were made before the end and are still being written.
const PROOF_MS = 60_000;

/** What everybody sees of a draw. */
export function addDraws(
  fastify: FastifyInstance,
  { pool, seeds }: { readonly pool: TenantPool; readonly seeds: DrawSeeds },
  cached: CachedRoutes,
): void {
  cached.add(fastify, listDraws, {
    ttlMs: LIVELY_MS,
    read: async ({ tenantId }) => ({ items: await readDraws(pool, tenantId) }),
  });
  cached.add(fastify, getDraw, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params }) => readDraw(pool, tenantId, params.drawId),
  });
  cached.add(fastify, getDrawProof, {
    ttlMs: PROOF_MS,
    read: async ({ tenantId }, { params, query }) => {
      const proof = await readDrawProof({ pool, seeds }, tenantId, params.drawId, query.cursor);
      const endsAtMs = Date.parse(proof.endsAt);
      if (proof.seed === null) return new PassingDocument(proof, endsAtMs);
      const isFresh = Date.now() < endsAtMs + PROOF_MS;
      return isFresh ? new PassingDocument(proof, Date.now() + LIVELY_MS) : proof;
    },
  });
}
