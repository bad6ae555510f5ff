import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { DRAFT_PREVIEW_HEADER, type DraftPreviews } from '#hosting/previews/draft-preview.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { commonAddresses, type OpenAddresses, RouteTable } from '#kernel/http/route-table.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ShopperId } from '#kernel/identity/ids.js';
import { verifierAddresses } from '../draw-verifier/verifier.routes.js';
import type { ShopDirectory } from '../routing/shop-directory.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import type { ErasedShoppersAcrossTenants } from './erased-shoppers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read on every route below /a/{appId}. */
    shop: Shop | null;
    /** Set on routes whose contract says `access: { kind: 'shopper' }`. */
    shopperId: ShopperId | null;
    /** The call comes from a preview of the merchant's draft; set like `shop`. */
    isDraftPreview: boolean;
  }
}

const openAddresses: OpenAddresses = {
  ...commonAddresses,
  ...verifierAddresses,
  'GET /openapi.json': 'the public description of the API',
  'POST /pay/wechat/:appId/payments': 'WeChat Pay proves itself by its signature',
  'POST /pay/wechat/:appId/refunds': 'WeChat Pay proves itself by its signature',
  'POST /pay/wechat/:appId/complaints': 'WeChat Pay proves itself by its signature',
};

/**
 * Decides about each call before its body is read: which shop the AppID in the path belongs to, whether the mini-program that
 * calls is that one, and who the shopper is. It answers without waiting whenever the shop is known already.
 */
export class AccessGate {
  private readonly routes = new RouteTable(openAddresses);

  constructor(
    private readonly door: {
      readonly shops: ShopDirectory;
      readonly tokens: ShopperTokens;
      readonly erased: Pick<ErasedShoppersAcrossTenants, 'has'>;
      readonly drafts: DraftPreviews;
    },
  ) {}

  /** Must see the instance before its routes do. */
  watch(fastify: FastifyInstance): void {
    fastify.decorateRequest('shop', null);
    fastify.decorateRequest('shopperId', null);
    fastify.decorateRequest('isDraftPreview', false);
    this.routes.watch(fastify);
    fastify.addHook('onRequest', this.admit);
  }

  /** @throws Error naming the routes that nobody decided about */
  complete(contracts: readonly RouteDefinition[]): void {
    this.routes.complete(contracts);
  }

  private readonly admit: onRequestHookHandler = (request, _reply, done) => {
    const contract = this.routes.contractOf(request);
    if (!contract) {
      done(request.is404 || this.routes.isOpen(request) ? undefined : new Problem('request.not_found'));
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
    request.tenantId = shop.tenantId;
    const key = request.headers[DRAFT_PREVIEW_HEADER];
    if (key !== undefined) {
      const isDraftPreview = this.door.drafts.admits(String(key), shop.tenantId, shop.appId, Date.now());
      if (!isDraftPreview) throw new Problem('preview.token_invalid');
      request.isDraftPreview = true;
    }
    if (contract.access.kind === 'public') return;
    const header = request.headers.authorization ?? '';
    const token = header.startsWith('Bearer ') ? header.slice(7) : '';
    request.shopperId = this.door.tokens.verify(token, shop.tenantId, shop.appId, Date.now());
    const isKnown = request.shopperId !== null && !this.door.erased.has(request.shopperId);
    if (!isKnown) throw new Problem('shopper.login_required');
  }
}

const WECHAT_PAGES = 'https://servicewechat.com/';

/** WeChat puts `https://servicewechat.com/{appid}/{version}/page-frame.html` on every call of a mini-program; it cannot be changed there. */
export function checkReferer(referer: string | undefined, appId: string): void {
  if (referer?.startsWith(WECHAT_PAGES) !== true) return;
  if (!referer.startsWith(`${appId}/`, WECHAT_PAGES.length))
    throw new Problem('applet.foreign_referer', { params: { appId } });
}
