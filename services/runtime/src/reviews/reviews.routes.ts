import type { FastifyInstance } from 'fastify';
import { imageContentType } from '#commerce/images/image-type.js';
import { listReviews as readReviews } from '#commerce/reviews/review-list.js';
import { MAX_REVIEW_PICTURE_BYTES, type ReviewPictures, reviewPicturePath } from '#commerce/reviews/review-pictures.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { shopOf } from '../access/visitor.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import { addReviewPicture, getReviewPicture, listReviews } from './reviews.contract.js';

// Nobody is told of a review: so old may the list be, and so long is a hidden one still seen.
const LIVELY_MS = 5_000;

/** What every visitor gets alike. */
export function addReviewLists(fastify: FastifyInstance, pool: TenantPool, cached: CachedRoutes): void {
  cached.add(fastify, listReviews, {
    ttlMs: LIVELY_MS,
    read: ({ tenantId }, { params: { productId }, query: { stars = null, pictures, cursor, limit } }) =>
      readReviews(pool, tenantId, { productId, stars, pictures, cursor, limit }),
  });
}

export interface ReviewPictureSources {
  readonly pictures: ReviewPictures;
  readonly pool: TenantPool;
  readonly objects: ObjectStore;
}

/** Pictures of reviews. Bytes are taken by this one address, as those of avatars are by theirs. */
export function addReviewPictures(fastify: FastifyInstance, { pictures, pool, objects }: ReviewPictureSources): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      /^image\//,
      { parseAs: 'buffer', bodyLimit: MAX_REVIEW_PICTURE_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    const { body: _, response: _response, ...upload } = fastifySchema(addReviewPicture);
    scope.post(
      addReviewPicture.path,
      { schema: upload, bodyLimit: MAX_REVIEW_PICTURE_BYTES },
      async (request, reply) => {
        try {
          const { tenantId, appId } = shopOf(request);
          const { shopperId, body } = request;
          if (shopperId === null) throw new Problem('shopper.login_required');
          if (!Buffer.isBuffer(body)) throw new Problem('review.picture_invalid');
          const file = await pictures.add({ tenantId, appId, shopperId }, body);
          return await reply.send({ file, url: `review-pictures/${file}` });
        } catch (error) {
          answerProblem(error, request, reply);
          return reply;
        }
      },
    );
    scope.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
    done();
  });
  const { response: _, ...schema } = fastifySchema(getReviewPicture);
  fastify.get(getReviewPicture.path, { schema }, async (request, reply) => {
    try {
      const { tenantId } = shopOf(request);
      const { file } = request.params as { file: string };
      const known = await pool.query(tenantId, SHOWN, [tenantId, file]);
      const stored = known.length === 0 ? null : await objects.stream(reviewPicturePath(tenantId, file));
      if (!stored) throw new Problem('media.not_found');
      return await reply
        .headers({
          'content-type': imageContentType(file.slice(file.lastIndexOf('.') + 1)) ?? 'application/octet-stream',
          'content-length': stored.sizeBytes,
          // It may be refused, or taken back, at any moment.
          'cache-control': 'private, max-age=60',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(stored.body);
    } catch (error) {
      answerProblem(error, request, reply);
      return reply;
    }
  });
}

const SHOWN: Statement = {
  name: 'review_picture_shown',
  text: `select 1 from review_picture where tenant_id = $1 and file = $2 and state <> 'refused'`,
};
