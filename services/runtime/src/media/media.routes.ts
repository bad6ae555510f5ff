import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { imageContentType } from '#commerce/images/image-type.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem } from '#kernel/http/problem-answer.js';
import { Problem } from '#kernel/problems/problem.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { ObjectStore, StoredObject } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { shopOf } from '../access/visitor.js';
import { getMedium, getTemplateMedium } from './media.contract.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const ONE_HOUR = 'public, max-age=3600';
const A_MINUTE = 'public, max-age=60';

export interface MediaSources {
  readonly objects: ObjectStore;
  readonly templatesDir: string;
}

/** Images of a shop. Those named by their digest never change; a tenant's images are found under that tenant only. */
export function addMedia(fastify: FastifyInstance, { objects, templatesDir }: MediaSources): void {
  fastify.get(getMedium.path, { schema: schemaOf(getMedium) }, async (request, reply) => {
    try {
      const { file } = request.params as { file: string };
      const { tenantId } = shopOf(request);
      const { name, stored, isWhole } = await find(objects, tenantId, file);
      const contentType = imageContentType(path.extname(name).slice(1));
      if (contentType === null || !stored) throw new Problem('media.not_found');
      void imageHeaders(reply, contentType, isWhole ? A_MINUTE : IMMUTABLE).header('content-length', stored.sizeBytes);
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

interface Found {
  readonly name: string;
  readonly stored: StoredObject | null;
  /** A smaller copy was asked for that is not there: the whole picture takes its place. */
  readonly isWhole: boolean;
}

async function find(objects: ObjectStore, tenantId: TenantId, file: string): Promise<Found> {
  const [, digest, smaller] = /^([0-9a-f]{64})(?:\.[a-z]{3,4}|(-(?:200|400|800))\.(?:jpg|webp))$/.exec(file) ?? [];
  if (digest === undefined) return { name: '', stored: null, isWhole: false };
  const stored = await objects.stream(tenantPath(tenantId, 'media', file));
  if (stored || smaller === undefined) return { name: file, stored, isWhole: false };
  for (const extension of ['jpg', 'png', 'webp', 'gif']) {
    const name = `${digest}.${extension}`;
    const whole = await objects.stream(tenantPath(tenantId, 'media', name));
    if (whole) return { name, stored: whole, isWhole: true };
  }
  return { name: '', stored: null, isWhole: true };
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
