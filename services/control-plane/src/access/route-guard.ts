import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { ROUTE_METADATA } from '#kernel/http/endpoint.js';
import { commonAddresses, type OpenAddresses, RouteTable } from '#kernel/http/route-table.js';
import { Problem } from '#kernel/problems/problem.js';

export const openAddresses: OpenAddresses = {
  ...commonAddresses,
  'GET /': 'a page that names the addresses',
  'GET /api/openapi.json': 'the public description of the API',
  'GET /api/docs': 'the same for people',
};

/** Brings each call before the door, with the contract of its route. Nothing passes until the door and the contracts are known. */
export class RouteGuard {
  /** Decides about each call of a route that has a contract; throws to refuse. */
  onCall: (request: FastifyRequest, contract: RouteDefinition) => Promise<void> | void = refuseAll;
  private readonly routes = new RouteTable(openAddresses);

  /** Must see the instance before its routes do. */
  watch(fastify: FastifyInstance): void {
    fastify.decorateRequest('caller', null);
    this.routes.watch(fastify);
    fastify.addHook('onRequest', async (request) => {
      if (request.is404) return;
      const contract = this.routes.contractOf(request);
      if (contract) await this.onCall(request, contract);
      else if (!this.routes.isOpen(request)) throw new Problem('request.not_found');
    });
  }

  /** @throws Error naming the routes that nobody decided about */
  complete(contracts: readonly RouteDefinition[]): void {
    this.routes.complete(contracts);
  }
}

/** The contracts of all controller methods of an application. */
export function contractsOf(app: NestFastifyApplication): RouteDefinition[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as { prototype: Record<string, unknown> }).prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const method = name === 'constructor' ? undefined : prototype[name];
      const definition: unknown =
        typeof method === 'function' ? Reflect.getMetadata(ROUTE_METADATA, method) : undefined;
      return definition === undefined ? [] : [definition as RouteDefinition];
    });
  });
}

function refuseAll(): never {
  throw new Problem('service.unavailable');
}
