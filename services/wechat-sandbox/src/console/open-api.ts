import type { TSchema } from 'typebox';
import type { Knob } from './knob.js';

/** The knobs as OpenAPI 3.1: the schemas are the very ones the bodies are checked with. */
export function openApi(knobs: readonly Knob[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const knob of knobs) {
    const path = knob.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [knob.method.toLowerCase()]: operation(knob) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'wechat-sandbox knobs',
      version: '1.0.0',
      description: 'What a test may turn and see. The calls of WeChat itself are described by WeChat.',
    },
    paths,
    components: { schemas: { Error: errorSchema }, responses: { Error: errorResponse } },
  };
}

const errorSchema = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: 'one sentence that says what to do' } },
};
const errorResponse = {
  description: 'wrong use (400), nothing there (404), not now (409)',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function operation(knob: Knob): object {
  const { method, path, summary } = knob;
  const error = { $ref: '#/components/responses/Error' };
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replace('/sandbox', '').replace(/[^A-Za-z]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    tags: [path.split('/')[2] ?? 'sandbox'],
    parameters: [...pathParameters(path), ...queryParameters(knob)],
    ...requestBody(knob),
    responses: { ...answers(knob), '400': error, ...(path.includes(':') && { '404': error, '409': error }) },
  };
}

const pathParameters = (path: string): object[] =>
  [...path.matchAll(/:(\w+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters({ query }: Knob): object[] {
  const required = new Set<string>((query as { required?: string[] } | undefined)?.required ?? []);
  return Object.entries((query?.properties ?? {}) as Record<string, TSchema & { description?: string }>).map(
    ([name, schema]) => ({
      name,
      in: 'query',
      required: required.has(name),
      ...(schema.description !== undefined && { description: schema.description }),
      schema,
    }),
  );
}

function requestBody({ method, body, takes }: Knob): object {
  if (takes !== undefined) return { requestBody: { required: true, content: { [takes]: {} } } };
  if (method === 'GET' || method === 'DELETE') return {};
  const required = body !== undefined && 'required' in body && Array.isArray(body.required) && body.required.length > 0;
  return { requestBody: { required, content: { 'application/json': { schema: body ?? { type: 'object' } } } } };
}

function answers({ answers: given, gives }: Knob): Record<string, object> {
  if (gives !== undefined) return { '200': { description: 'done', content: { [gives]: {} } } };
  const byStatus = Object.keys(given ?? {}).some((name) => /^\d{3}$/.test(name))
    ? (given as Record<string, TSchema>)
    : { 200: given ?? { type: 'object' } };
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, schema]) => [
      status,
      { description: 'done', content: { 'application/json': { schema } } },
    ]),
  );
}
