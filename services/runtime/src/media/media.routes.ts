import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { imageContentType } from '#commerce/images/image-type.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { shopOf } from '../access/visitor.js';
import { getMedium, getTemplateMedium } from './media.contract.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const ONE_HOUR = 'public, max-age=3600';

export interface MediaSources {
  readonly objects: ObjectStore;
  readonly templatesDir: string;
}

/** Images of a shop. Those named by their digest never change; a tenant's images are found under that tenant only. */
export function addMedia(fastify: FastifyInstance, { objects, templatesDir }: MediaSources): void {
  fastify.get(getMedium.path, { schema: schemaOf(getMedium) }, async (request, reply) => {
    try {
      const { file } = request.params as { file: string };
      const contentType = imageContentType(/^[0-9a-f]{64}\.([a-z]{3,4})$/.exec(file)?.[1] ?? '');
      const stored =
        contentType === null ? null : await objects.stream(tenantPath(shopOf(request).tenantId, 'media', file));
      if (contentType === null || !stored) throw new Problem('media.not_found');
      void imageHeaders(reply, contentType, IMMUTABLE).header('content-length', stored.sizeBytes);
      return await reply.send(stored.body);
    } catch (error) {
      answerProblem(error, request, reply);
      return reply;
    }
  });
  const root = path.resolve(templatesDir);
  fastify.get(getTemplateMedium.path, { schema: schemaOf(getTemplateMedium) }, async (request, reply) => {
    try {
      const name = (request.params as { '*': string })['*'];
      const bytes = await readTemplateImage(root, name);
      return await imageHeaders(reply, imageContentType(path.extname(name).slice(1)) ?? '', ONE_HOUR).send(bytes);
    } catch (error) {
      answerProblem(error, request, reply);
      return reply;
    }
  });
}

/** Only images, and only below a template's own demo folder: the rest of a template is nobody's business. */
async function readTemplateImage(root: string, name: string): Promise<Buffer> {
  const allowed = /^[a-z0-9-]+\/demo\/media\/[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name);
  if (!allowed || imageContentType(path.extname(name).slice(1)) === null) throw new Problem('media.not_found');
  return readFile(path.join(root, name)).catch(() => {
    throw new Problem('media.not_found');
  });
}

/** An SVG opened by itself must not run anything, whatever it contains. */
function imageHeaders(reply: FastifyReply, contentType: string, cacheControl: string): FastifyReply {
  return reply.headers({
    'content-type': contentType,
    'cache-control': cacheControl,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'access-control-allow-origin': '*',
  });
}

function schemaOf(contract: Parameters<typeof fastifySchema>[0]) {
  const { response: _, ...schema } = fastifySchema(contract);
  return schema;
}
