import type { FastifyInstance } from 'fastify';
import { readOpenCoupons } from '#commerce/promotions/coupon-claims.js';
import { readFlashSales } from '#commerce/promotions/flash-sale-card.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { shopOf } from '../access/visitor.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { Generations } from '../cache/generations.js';
import { listCoupons, listFlashSales } from './promotions.contract.js';

// A change is heard of at once; what others have taken meanwhile shows after this long, and a claim or an order is always exact.
const LIVELY_MS = 2_000;

/** At ten sharp everybody opens the same sale: straight on Fastify, from ready bytes. */
export function addPromotions(fastify: FastifyInstance, pool: TenantPool, generations: Generations): void {
  const answers = new AnswerCache();
  const add = (contract: RouteDefinition, read: (tenantId: TenantId) => Promise<unknown[]>) => {
    const { response: _, ...schema } = fastifySchema(contract);
    fastify.get(contract.path, { schema }, async (request, reply) => {
      try {
        const { tenantId } = shopOf(request);
        const key = `${tenantId}|${generations.of(tenantId)}|${contract.id}`;
        const fill = async () => ({ items: await read(tenantId) });
        const answer = answers.get(key) ?? (await answers.fill(key, LIVELY_MS, fill));
        return answer.send(request, reply);
      } catch (error) {
        answerProblem(error, request, reply);
        return reply;
      }
    });
  };
  add(listCoupons, (tenantId) => readOpenCoupons(pool, tenantId));
  add(listFlashSales, (tenantId) => readFlashSales(pool, tenantId));
}
