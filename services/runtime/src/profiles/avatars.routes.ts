import type { FastifyInstance } from 'fastify';
import { avatarPath, MAX_AVATAR_BYTES } from '#commerce/content-checks/avatar-files.js';
import { imageContentType } from '#commerce/images/image-type.js';
import type { Profiles } from '#commerce/profiles/profiles.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { shopOf } from '../access/visitor.js';
import { getAvatar, setAvatar } from './profiles.contract.js';

export interface Avatars {
  readonly profiles: Profiles;
  readonly pool: TenantPool;
  readonly objects: ObjectStore;
}

/** Pictures of shoppers. Bytes of a picture are taken by this one address and by no other, whose limit stays small. */
export function addAvatars(fastify: FastifyInstance, { profiles, pool, objects }: Avatars): void {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      /^image\//,
      { parseAs: 'buffer', bodyLimit: MAX_AVATAR_BYTES },
      (_request, body, parsed) => parsed(null, body),
    );
    const { body: _, response: _response, ...upload } = fastifySchema(setAvatar);
    scope.put(setAvatar.path, { schema: upload, bodyLimit: MAX_AVATAR_BYTES }, async (request, reply) => {
      try {
        const { tenantId, appId } = shopOf(request);
        const { shopperId, body } = request;
        if (shopperId === null) throw new Problem('shopper.login_required');
        if (!Buffer.isBuffer(body)) throw new Problem('avatar.invalid');
        return await reply.send(await profiles.setAvatar({ tenantId, appId, shopperId }, body));
      } catch (error) {
        answerProblem(error, request, reply);
        return reply;
      }
    });
    scope.setErrorHandler((error, request, reply) => answerProblem(error, request, reply));
    done();
  });
  const { response: _, ...schema } = fastifySchema(getAvatar);
  fastify.get(getAvatar.path, { schema }, async (request, reply) => {
    try {
      const { tenantId } = shopOf(request);
      const { file } = request.params as { file: string };
      const known = await pool.query(tenantId, SHOWN, [tenantId, file]);
      const stored = known.length === 0 ? null : await objects.stream(avatarPath(tenantId, file));
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
  name: 'avatar_shown',
  text: `select 1 from content_check where tenant_id = $1 and field = 'avatar' and content = $2 and state <> 'refused'`,
};
