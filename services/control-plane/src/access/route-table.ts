import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { ROUTE_METADATA } from '#kernel/http/endpoint.js';
import { Problem } from '#kernel/problems/problem.js';

/** The only addresses without a contract, and why nobody needs to log in for them. */
export const openAddresses: Readonly<Record<string, string>> = {
  'GET /': 'a page that names the addresses',
  'GET /health/live': 'asked by the supervisor of processes',
  'GET /health/ready': 'asked by the load balancer',
  'GET /metrics': 'scraped inside the cluster; the edge does not pass it on',
  'GET /api/openapi.json': 'the public description of the API',
  'GET /api/docs': 'the same for people',
};

/** Every address the server answers, each with the contract that says who may call it. A route without one keeps the program from starting. */
export class RouteTable {
  /** Decides about each call of a route that has a contract; throws to refuse. */
  onCall: (request: FastifyRequest, definition: RouteDefinition) => Promise<void> | void = refuseAll;
  private readonly registered = new Set<string>();
  private contracts = new Map<string, RouteDefinition>();

  /** Must see the instance before its routes do. */
  watch(fastify: FastifyInstance): void {
    fastify.decorateRequest('caller', null);
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const verb of [method].flat()) if (verb !== 'HEAD') this.registered.add(`${verb} ${url}`);
    });
    fastify.addHook('onRequest', async (request) => {
      if (request.is404) return;
      const definition = this.find(request);
      if (definition) await this.onCall(request, definition);
    });
  }

  /** @throws Error naming the routes that nobody decided about. */
  complete(contracts: readonly RouteDefinition[]): void {
    this.contracts = new Map(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract]));
    const undecided = this.addresses.filter((address) => !(address in openAddresses) && !this.contracts.has(address));
    if (undecided.length > 0) {
      throw new Error(
        `No contract says who may call ${undecided.join(', ')}. Decorate the method with @Endpoint(route).`,
      );
    }
  }

  get addresses(): string[] {
    return [...this.registered];
  }

  contractOf(address: string): RouteDefinition | undefined {
    return this.contracts.get(address);
  }

  private find(request: FastifyRequest): RouteDefinition | null {
    // A HEAD is answered by the GET of the same address.
    const verb = request.method === 'HEAD' ? 'GET' : request.method;
    const address = `${verb} ${request.routeOptions.url ?? ''}`;
    const definition = this.contracts.get(address);
    if (!definition && !(address in openAddresses)) throw new Problem('request.not_found');
    return definition ?? null;
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
