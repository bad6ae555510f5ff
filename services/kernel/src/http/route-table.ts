import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteDefinition } from './contract.js';

/** Address without a contract → why nobody needs to log in for it. */
export type OpenAddresses = Readonly<Record<string, string>>;

/** What every program answers to anybody. */
export const commonAddresses = {
  'GET /health/live': 'asked by the supervisor of processes',
  'GET /health/ready': 'asked by the load balancer',
  'GET /metrics': 'scraped inside the cluster; the edge does not pass it on',
} as const;

/** Every address a program answers, each with the contract that says who may call it. A route without one keeps the program from starting. */
export class RouteTable {
  private readonly registered = new Set<string>();
  private contracts: ReadonlyMap<string, RouteDefinition> = new Map();

  /** @param openAddresses the only ones that need no contract */
  constructor(private readonly openAddresses: OpenAddresses) {}

  /** Must see the instance before its routes do. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const verb of [method].flat()) if (verb !== 'HEAD') this.registered.add(`${verb} ${url}`);
    });
  }

  /** @throws Error naming the routes that nobody decided about */
  complete(contracts: readonly RouteDefinition[]): void {
    this.contracts = new Map(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract]));
    const undecided = [...this.registered].filter(
      (address) => !(address in this.openAddresses) && !this.contracts.has(address),
    );
    if (undecided.length > 0) {
      throw new Error(
        `No contract says who may call ${undecided.join(', ')}. Give each a contract, or write down why it is open.`,
      );
    }
  }

  contractOf(request: FastifyRequest): RouteDefinition | undefined {
    return this.contracts.get(addressOf(request));
  }

  isOpen(request: FastifyRequest): boolean {
    return addressOf(request) in this.openAddresses;
  }
}

/** A HEAD is answered by the GET of the same address. */
function addressOf({ method, routeOptions }: FastifyRequest): string {
  return `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`;
}
