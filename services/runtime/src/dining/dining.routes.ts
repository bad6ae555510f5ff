import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readDiningOffer, readTable } from '#commerce/dining/dining-offer.js';
import { readMenu } from '#commerce/dining/menu.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { shopOf } from '../access/visitor.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { Generations } from '../cache/generations.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { getDining, getMenu, getTable } from './dining.contract.js';

// A change is heard of at once; what is sold out by orders shows after this long, and the order itself is always exact.
const MENU_MS = 5_000;
// Whether the shop is open, and what times are left, move with the clock.
const OFFER_MS = 15_000;

/** At noon a whole street opens the same menu: straight on Fastify, from ready bytes. */
export function addDining(fastify: FastifyInstance, pool: TenantPool, generations: Generations): void {
  const answers = new AnswerCache();
  const keyOf = ({ tenantId, appId }: Shop, rest: string) =>
    `${tenantId}|${generations.of(tenantId)}|${appId}|${generations.of(appId)}|${rest}`;
  const add = (
    contract: RouteDefinition,
    ttlMs: number,
    read: (shop: Shop, request: FastifyRequest) => Promise<unknown>,
  ) => {
    const { response: _, ...schema } = fastifySchema(contract);
    fastify.get(contract.path, { schema }, async (request, reply) => {
      try {
        const shop = shopOf(request);
        const { table = '' } = request.params as { table?: string };
        const key = keyOf(shop, `${contract.id}|${table}`);
        const answer = answers.get(key) ?? (await answers.fill(key, ttlMs, () => read(shop, request)));
        return answer.send(request, reply);
      } catch (error) {
        answerProblem(error, request, reply);
        return reply;
      }
    });
  };
  add(getMenu, MENU_MS, ({ tenantId }) => readMenu(pool, tenantId));
  add(getDining, OFFER_MS, ({ tenantId, appId }) => readDiningOffer(pool, tenantId, appId, new Date()));
  add(getTable, OFFER_MS, ({ tenantId }, request) =>
    readTable(pool, tenantId, (request.params as { table: string }).table),
  );
}
