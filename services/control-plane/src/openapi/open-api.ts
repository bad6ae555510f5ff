import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { languageOf } from '#kernel/http/problem-answer.js';
import { problemSchema } from '#kernel/problems/problem-schema.js';
import { docsPage, landingPage } from './pages.js';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
}

/** OpenAPI 3.1 made from the schemas that also validate, its page for people, and the landing page. Must be added before the routes. */
export async function addOpenApi(fastify: FastifyInstance): Promise<void> {
  await fastify.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Xiaopu control plane',
        description:
          'The API for agencies and the dashboard. Errors are RFC 9457 problems, in Chinese or, with `Accept-Language: en`, in English.',
        version: '1',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'xp_session' },
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, xp_…' },
        },
      },
      security: [{ session: [] }, { apiKey: [] }],
    },
    transform: ({ schema, url }: { schema: FastifySchema; url: string }) => ({ schema: withProblem(schema), url }),
  } as Parameters<typeof fastify.register>[1]);
  const hidden = { schema: { hide: true } as FastifySchema };
  fastify.get('/api/openapi.json', hidden, () => openApiDocument(fastify));
  fastify.get('/api/docs', hidden, (request, reply) =>
    sendPage(reply, docsPage(openApiDocument(fastify), languageOf(request))),
  );
  fastify.get('/', hidden, (request, reply) => sendPage(reply, landingPage(languageOf(request))));
}

/** The document of an application that has been initialised. */
export function openApiDocument(fastify: FastifyInstance): OpenApiDocument {
  return fastify.swagger() as unknown as OpenApiDocument;
}

const problem = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: problemSchema } },
};

function withProblem(schema: FastifySchema | undefined): FastifySchema {
  if (!schema?.response) return schema ?? {};
  // A body that is not JSON is not validated, but it is described.
  const body = 'consumes' in schema ? { body: { type: 'string', format: 'binary' } } : {};
  return { ...schema, ...body, response: { ...schema.response, default: problem } };
}

function sendPage(reply: { header(name: string, value: string): unknown }, html: string): string {
  reply.header('content-type', 'text/html; charset=utf-8');
  reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
  return html;
}
