import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ShopperId } from '#kernel/identity/ids.js';
import type { ShopDirectory } from '../routing/shop-directory.js';
import type { Shop } from '../routing/shop-routes.repository.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read on every route below /a/{appId}. */
    shop: Shop | null;
    /** Set on routes whose contract says `access: { kind: 'shopper' }`. */
    shopperId: ShopperId | null;
  }
}

/** The only addresses without a contract, and why nobody needs to log in for them. */
export const openAddresses: Readonly<Record<string, string>> = {
  'GET /health/live': 'asked by the supervisor of processes',
  'GET /health/ready': 'asked by the load balancer',
  'GET /metrics': 'scraped inside the cluster; the edge does not pass it on',
  'GET /openapi.json': 'the public description of the API',
  'POST /pay/wechat/:appId/payments': 'WeChat Pay proves itself by its signature',
  'POST /pay/wechat/:appId/refunds': 'WeChat Pay proves itself by its signature',
};

/**
 * Decides about each call before its body is read: which shop the AppID in the path belongs to, whether the mini-program that
 * calls is that one, and who the shopper is. It answers without waiting whenever the shop is known already.
 */
export class AccessGate {
  private readonly contracts: ReadonlyMap<string, RouteDefinition>;
  private readonly registered = new Set<string>();

  constructor(
    contracts: readonly RouteDefinition[],
    private readonly door: { readonly shops: ShopDirectory; readonly tokens: ShopperTokens },
  ) {
    this.contracts = new Map(contracts.map((contract) => [`${contract.method} ${contract.path}`, contract]));
  }

  /** Must see the instance before its routes do. */
  watch(fastify: FastifyInstance): void {
    fastify.decorateRequest('shop', null);
    fastify.decorateRequest('shopperId', null);
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const verb of [method].flat()) if (verb !== 'HEAD') this.registered.add(`${verb} ${url}`);
    });
    fastify.addHook('onRequest', this.admit);
  }

  /** @throws Error naming the routes that nobody decided about */
  complete(): void {
    const undecided = this.addresses.filter((address) => !(address in openAddresses) && !this.contracts.has(address));
    if (undecided.length > 0) throw new Error(`No contract says who may call ${undecided.join(', ')}.`);
  }

  get addresses(): string[] {
    return [...this.registered];
  }

  private readonly admit: onRequestHookHandler = (request, _reply, done) => {
    const contract = this.contracts.get(
      `${request.method === 'HEAD' ? 'GET' : request.method} ${request.routeOptions.url}`,
    );
    if (!contract) {
      done();
      return;
    }
    try {
      const shop = this.door.shops.open((request.params as { appId: string }).appId);
      if (shop instanceof Promise) {
        void this.wait(shop, request, contract, done);
        return;
      }
      this.enter(request, contract, shop);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };

  private async wait(
    shop: Promise<Shop>,
    request: FastifyRequest,
    contract: RouteDefinition,
    done: (error?: Error) => void,
  ) {
    try {
      this.enter(request, contract, await shop);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }

  private enter(request: FastifyRequest, contract: RouteDefinition, shop: Shop): void {
    checkReferer(request.headers.referer, shop.appId);
    request.shop = shop;
    if (contract.access.kind === 'public') return;
    const header = request.headers.authorization ?? '';
    const token = header.startsWith('Bearer ') ? header.slice(7) : '';
    request.shopperId = this.door.tokens.verify(token, shop.tenantId, shop.appId, Date.now());
    if (request.shopperId === null) throw new Problem('shopper.login_required');
  }
}

const WECHAT_PAGES = 'https://servicewechat.com/';

/** WeChat puts `https://servicewechat.com/{appid}/{version}/page-frame.html` on every call of a mini-program; it cannot be changed there. */
export function checkReferer(referer: string | undefined, appId: string): void {
  if (referer?.startsWith(WECHAT_PAGES) !== true) return;
  if (!referer.startsWith(`${appId}/`, WECHAT_PAGES.length))
    throw new Problem('applet.foreign_referer', { params: { appId } });
}
