import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProductSort } from '#commerce/catalogue/product-list.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { shopOf } from '../access/visitor.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { DraftAnswer } from '../cache/draft-answer.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import {
  getPage,
  getProduct,
  getStorefront,
  listCategories,
  listProducts,
  searchProducts,
} from './shop-window.contract.js';
import type { ShopWindow } from './shop-window.js';

type Find = (shop: Shop, request: FastifyRequest) => CachedAnswer | Promise<CachedAnswer | DraftAnswer>;

/** The hottest routes, straight on Fastify: between the request and the ready bytes lies one look-up. */
export function addShopWindow(fastify: FastifyInstance, window: ShopWindow): void {
  add(fastify, getStorefront, (shop, { isDraftPreview }) =>
    isDraftPreview ? window.draft(shop) : window.storefront(shop),
  );
  add(fastify, getPage, (shop, { params, isDraftPreview }) => {
    const { pageId } = params as { pageId: string };
    return isDraftPreview ? window.draftPage(shop, pageId) : window.page(shop, pageId);
  });
  add(fastify, listCategories, (shop) => window.categories(shop));
  add(fastify, listProducts, (shop, { query }) => {
    const { sort, limit, cursor, categoryId } = query as {
      sort: ProductSort;
      limit: number;
      cursor?: string;
      categoryId?: string;
    };
    return window.list(shop, { sort, limit, cursor, categoryId });
  });
  add(fastify, searchProducts, (shop, { query }) => {
    const { q, limit, cursor } = query as { q: string; limit: number; cursor?: string };
    return window.list(shop, { sort: 'position', limit, cursor, search: q.trim() });
  });
  add(fastify, getProduct, (shop, { params }) => window.product(shop, (params as { productId: string }).productId));
}

function add(fastify: FastifyInstance, contract: RouteDefinition, find: Find): void {
  // The bytes are ready: there is nothing to serialise by the response schema.
  const { response: _, ...schema } = fastifySchema(contract);
  fastify.route({
    method: contract.method,
    url: contract.path,
    schema,
    handler: (request, reply) => {
      try {
        const answer = find(shopOf(request), request);
        if (answer instanceof Promise) wait(answer, request, reply);
        else void answer.send(request, reply);
      } catch (error) {
        answerProblem(error, request, reply);
      }
      return reply;
    },
  });
}

function wait(answer: Promise<CachedAnswer | DraftAnswer>, request: FastifyRequest, reply: FastifyReply): void {
  answer.then((found) => found.send(request, reply)).catch((error: unknown) => answerProblem(error, request, reply));
}
