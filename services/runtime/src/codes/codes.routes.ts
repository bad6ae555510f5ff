import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { resolveCode as findDestination } from '#commerce/codes/code-resolver.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { Problem } from '#kernel/problems/problem.js';
import { shopOf } from '../access/visitor.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { Generations } from '../cache/generations.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { resolveCode } from './codes.contract.js';

const FOUND_MS = 60_000;
// Somebody who tries codes one after another asks the database once for each, and for the same one not again.
const UNKNOWN = { max: 20_000, ttl: 30_000 } as const;

/** Straight on Fastify like the shop window: a poster on a busy street is scanned by everybody. */
export function addCodes(fastify: FastifyInstance, pool: TenantPool, generations: Generations): void {
  const answers = new AnswerCache();
  const unknown = new LRUCache<string, true>(UNKNOWN);
  const read = async ({ tenantId, appId }: Shop, code: string, key: string) => {
    const destination = await findDestination(pool, tenantId, appId, code);
    if (destination !== null) return destination;
    unknown.set(key, true);
    throw new Problem('code.not_found');
  };
  const { response: _, ...schema } = fastifySchema(resolveCode);
  fastify.get(resolveCode.path, { schema }, async (request, reply) => {
    try {
      const shop = shopOf(request);
      const { code } = request.params as { code: string };
      const key = `${shop.tenantId}|${generations.of(shop.tenantId)}|${shop.appId}|${code}`;
      if (unknown.has(key)) throw new Problem('code.not_found');
      const answer = answers.get(key) ?? (await answers.fill(key, FOUND_MS, () => read(shop, code, key)));
      return answer.send(request, reply);
    } catch (error) {
      answerProblem(error, request, reply);
      return reply;
    }
  });
}
