import { runtimeApiVersion } from '#hosting/templates/runtime-api.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { problemSchema } from '#kernel/problems/problem-schema.js';
import { documentText } from '#kernel/program/committed-document.js';
import { runtimeContracts } from './contracts.js';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [member: string]: unknown;
}

let document: OpenApiDocument | null = null;

/** OpenAPI 3.1 of the runtime, made from the contracts alone: it needs neither an application nor a database. */
export function openApiDocument(): OpenApiDocument {
  document ??= describe(runtimeContracts);
  return document;
}

/** The document as it is committed. */
export function openApiText(): string {
  return documentText(openApiDocument());
}

function describe(contracts: readonly RouteDefinition[]): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    const path = contract.path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}');
    (paths[path] ??= {})[contract.method.toLowerCase()] = operation(contract);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Xiaopu runtime',
      description:
        'What mini-programs call. Money is integer fen. Errors are RFC 9457 problems, in Chinese or, with `Accept-Language: en`, in English.',
      version: runtimeApiVersion,
    },
    components: {
      securitySchemes: { shopper: { type: 'http', scheme: 'bearer', description: 'The token answered by log-in' } },
      schemas: { Problem: problemSchema },
    },
    paths,
  };
}

function operation(contract: RouteDefinition) {
  const { id, summary, access, params, query, headers, body, response } = contract;
  return {
    operationId: id,
    summary: summary.en,
    description: summary.zh,
    tags: [id.split('.')[0]],
    security: access.kind === 'public' ? [] : [{ shopper: [] }],
    parameters: [...parameters('path', params), ...parameters('query', query), ...parameters('header', headers)],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(Object.entries(response).map(([status, schema]) => [status, success(contract, schema)])),
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function success(contract: RouteDefinition, schema: object) {
  if (contract.id.startsWith('media.')) return { description: 'The image', content: { 'image/*': {} } };
  return { description: 'Success', content: { 'application/json': { schema } } };
}

function parameters(place: 'path' | 'query' | 'header', schema: RouteDefinition['params']): object[] {
  if (!schema) return [];
  const required = new Set<string>((schema as { required?: string[] }).required);
  return Object.entries(schema.properties).map(([name, property]) => ({
    name: name === '*' ? 'path' : name,
    in: place,
    required: place === 'path' || (required.has(name) && !('default' in property)),
    schema: property,
  }));
}
