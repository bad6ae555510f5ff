import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { shopOf } from '../access/visitor.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { getArticle, getAuthor, listArticles, listAuthors, listChannels, listComments } from './magazine.contract.js';
import type { MagazineWindow } from './magazine-window.js';

type Find = (shop: Shop, request: FastifyRequest) => CachedAnswer | Promise<CachedAnswer>;

/** What everybody reads, straight on Fastify like the shop window. */
export function addMagazine(fastify: FastifyInstance, window: MagazineWindow): void {
  add(fastify, listArticles, (shop, { query }) => {
    const { q, limit, cursor, channel, tag, authorId } = query as {
      q?: string;
      limit: number;
      cursor?: string;
      channel?: string;
      tag?: string;
      authorId?: string;
    };
    return window.articles(shop, { limit, cursor, channel, tag, authorId, search: q?.trim() });
  });
  add(fastify, getArticle, (shop, { params }) => window.article(shop, (params as { articleId: string }).articleId));
  add(fastify, listChannels, (shop) => window.channels(shop));
  add(fastify, listAuthors, (shop) => window.authors(shop));
  add(fastify, getAuthor, (shop, { params }) => window.author(shop, (params as { authorId: string }).authorId));
  add(fastify, listComments, (shop, { params, query }) => {
    const { articleId } = params as { articleId: string };
    const { cursor, limit } = query as { cursor?: string; limit: number };
    return window.comments(shop, articleId, cursor, limit);
  });
}

function add(fastify: FastifyInstance, contract: RouteDefinition, find: Find): void {
  // The bytes are ready: there is nothing to serialise by the response schema.
  const { response: _, ...schema } = fastifySchema(contract);
  fastify.get(contract.path, { schema }, async (request, reply) => {
    try {
      return (await find(shopOf(request), request)).send(request, reply);
    } catch (error) {
      answerProblem(error, request, reply);
      return reply;
    }
  });
}
