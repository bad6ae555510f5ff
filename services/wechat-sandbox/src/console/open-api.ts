import type { TSchema } from 'typebox';
import type { Knob, KnobAnswer } from './knob.js';
import type { KnobGroup } from './knob-groups.js';

/** The knobs as OpenAPI 3.1: the schemas are the very ones the bodies are checked with. */
export function openApi(groups: readonly KnobGroup[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { title, knobs } of groups) {
    for (const knob of knobs) {
      const path = knob.path.replace(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [knob.method.toLowerCase()]: operation(knob, title) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'wechat-sandbox knobs',
      version: '1.0.0',
      description: 'What a test may turn and see. The calls of WeChat itself are described by WeChat.',
    },
    tags: groups.map(({ title }) => ({ name: title })),
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

function operation(knob: Knob, group: string): object {
  const { method, path, summary } = knob;
  const error = { $ref: '#/components/responses/Error' };
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replace('/sandbox', '').replace(/[^A-Za-z]+(\w?)/g, (_all, letter: string) => letter.toUpperCase())}`,
    tags: [group],
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
  if (method === 'GET' || method === 'DELETE') return {};
  const names = body !== undefined && 'required' in body && Array.isArray(body.required) ? body.required : [];
  const content = {
    ...(takes !== undefined && { [takes]: {} }),
    ...(body !== undefined && { 'application/json': { schema: body } }),
  };
  return { requestBody: { required: takes !== undefined || names.length > 0, content } };
}

function answers({ answers: given, gives = 'application/json' }: Knob): Record<string, object> {
  const isByStatus = typeof given === 'object' && Object.keys(given).every((name) => /^\d{3}$/.test(name));
  const byStatus = (isByStatus ? given : { 200: given }) as Readonly<Record<number, KnobAnswer>>;
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, answer]) => [
      status,
      Number(status) >= 400
        ? { ...errorResponse, description: answer }
        : typeof answer === 'string'
          ? {
              description: answer,
              content: { [gives]: gives === 'application/json' ? { schema: { type: 'object' } } : {} },
            }
          : { description: 'as the schema says', content: { [gives]: { schema: answer } } },
    ]),
  );
}
