import type { FastifyInstance } from 'fastify';
import { readArticle } from '#commerce/magazine/article-detail.js';
import { listArticles } from '#commerce/magazine/article-list.js';
import { readAuthor, readAuthors, readChannels } from '#commerce/magazine/author-list.js';
import { listComments } from '#commerce/magazine/comment-list.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import * as contract from './magazine.contract.js';

// Changes of articles are heard of at once; this only bounds what a lost message may cost.
const LIST_MS = 60_000;
// Counts and comments change all the time and nobody is told: so old may they be, and so long is a hidden comment still seen.
const LIVELY_MS = 5_000;

/** What every reader gets alike. */
export function addMagazine(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, contract.listArticles, {
    ttlMs: LIST_MS,
    read: ({ tenantId }, { query: { q, ...request } }) =>
      listArticles(pool, tenantId, { ...request, search: q?.trim() }),
  });
  cached.add(fastify, contract.getArticle, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params }) => readArticle(pool, tenantId, params.articleId),
  });
  cached.add(fastify, contract.listChannels, {
    ttlMs: LIST_MS,
    read: async ({ tenantId }) => ({ items: await readChannels(pool, tenantId) }),
  });
  cached.add(fastify, contract.listAuthors, {
    ttlMs: LIST_MS,
    read: async ({ tenantId }) => ({ items: await readAuthors(pool, tenantId) }),
  });
  cached.add(fastify, contract.getAuthor, {
    ttlMs: LIST_MS,
    read: ({ tenantId }, { params }) => readAuthor(pool, tenantId, params.authorId),
  });
  cached.add(fastify, contract.listComments, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params: { articleId }, query: { cursor, limit } }) =>
      listComments(pool, tenantId, { articleId, cursor, limit }),
  });
}
