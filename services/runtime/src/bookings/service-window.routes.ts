import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readService, readServices, readStaff } from '#commerce/bookings/service-window.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { shopOf } from '../access/visitor.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { Generations } from '../cache/generations.js';
import { getService, getStaff, listServices } from './bookings.contract.js';

type Read = (tenantId: TenantId, request: FastifyRequest) => Promise<object>;

// As in the shop window: changes are heard of at once, the time only bounds what a lost message may cost.
const SHOWN_MS = 60_000;

/** What everybody sees alike of a shop's services, straight on Fastify; free times are never kept. */
export function addServiceWindow(fastify: FastifyInstance, pool: TenantPool, generations: Generations): void {
  const answers = new AnswerCache();
  const add = (contract: RouteDefinition, idOf: (request: FastifyRequest) => string, read: Read) => {
    const { response: _, ...schema } = fastifySchema(contract);
    fastify.get(contract.path, { schema }, async (request, reply) => {
      try {
        const { tenantId } = shopOf(request);
        const key = `${tenantId}|${generations.of(tenantId)}|${contract.id}|${idOf(request)}`;
        const answer = answers.get(key) ?? (await answers.fill(key, SHOWN_MS, () => read(tenantId, request)));
        return answer.send(request, reply);
      } catch (error) {
        answerProblem(error, request, reply);
        return reply;
      }
    });
  };
  const serviceId = ({ params }: FastifyRequest) => (params as { serviceId: string }).serviceId;
  const staffId = ({ params }: FastifyRequest) => (params as { staffId: string }).staffId;
  add(
    listServices,
    () => '',
    (tenantId) => readServices(pool, tenantId),
  );
  add(getService, serviceId, (tenantId, request) => readService(pool, tenantId, serviceId(request)));
  add(getStaff, staffId, (tenantId, request) => readStaff(pool, tenantId, staffId(request)));
}
