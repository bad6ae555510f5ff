import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type TObject, type TSchema, Type } from 'typebox';
import { compileCheck } from '../protocol/check-input.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';

/** The body of a call that needs none. */
export const emptyObject = Type.Object({}, { additionalProperties: false });

/** One call under /sandbox: what the README's tables (`infra/checks/sandbox-readme.mjs`) and /sandbox/openapi.json list. */
export interface Knob {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  summary: string;
  /** JSON Schema of the body; what does not fit is 400 before `handle` runs. Without it any JSON object is let through. */
  body?: TSchema;
  /** JSON Schema of the query; parameters stay texts in `KnobUse.query`. */
  query?: TObject;
  /** What is answered: a JSON Schema or a description, for 200 or for each status. */
  answers: KnobAnswer | Readonly<Record<number, KnobAnswer>>;
  /** Media types other than JSON that the call takes or gives. */
  takes?: string;
  gives?: string;
  handle(use: KnobUse): unknown;
}

export type KnobAnswer = TSchema | string;

export interface KnobUse {
  world: World;
  params: Record<string, string>;
  query: Record<string, string>;
  /** The JSON body; empty when none was sent. */
  body: Record<string, unknown>;
  bytes: Buffer;
  reply: FastifyReply;
}

export function registerKnobs(app: FastifyInstance, world: World, knobs: readonly Knob[]): void {
  for (const knob of knobs) {
    const checkBody = knob.body && compileCheck(knob.body);
    const checkQuery = knob.query && compileCheck(knob.query, { isQuery: true });
    app.route({
      method: knob.method,
      url: knob.path,
      handler: async (request, reply) => {
        try {
          const use = readUse(world, request, reply);
          checkQuery?.(use.query, 'query parameter');
          checkBody?.(use.body);
          const answer = await knob.handle(use);
          world.store.touch();
          return answer;
        } catch (error) {
          if (error instanceof KnobError) return reply.code(error.status).send({ error: error.message });
          throw error;
        }
      },
    });
  }
}

/** 404 when no account has that AppID. */
export function requireApp({ world, params }: KnobUse): App {
  const app = world.findApp(params['appid'] ?? '');
  if (app === null)
    throw new KnobError(404, `There is no account ${params['appid'] ?? ''}; register it with POST /sandbox/apps.`);
  return app;
}

/** undefined when absent; 400 when it is not a text. */
export function textOf(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '')
    throw new KnobError(400, `"${name}" must be a text that is not empty.`);
  return value;
}

export function requireText(body: Record<string, unknown>, name: string): string {
  const value = textOf(body, name);
  if (value === undefined) throw new KnobError(400, `"${name}" is missing.`);
  return value;
}

export function booleanOf(body: Record<string, unknown>, name: string): boolean | undefined {
  const value = body[name];
  if (value !== undefined && typeof value !== 'boolean') throw new KnobError(400, `"${name}" must be true or false.`);
  return value;
}

export function textsOf(body: Record<string, unknown>, name: string): string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw new KnobError(400, `"${name}" must be a list of texts.`);
  return value as string[];
}

function choiceOf<T extends string>(body: Record<string, unknown>, name: string, choices: readonly T[]): T | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new KnobError(400, `"${name}" must be one of ${choices.join(', ')}.`);
  return choice;
}

export function requireChoice<T extends string>(body: Record<string, unknown>, name: string, choices: readonly T[]): T {
  const choice = choiceOf(body, name, choices);
  if (choice === undefined) throw new KnobError(400, `"${name}" must be one of ${choices.join(', ')}.`);
  return choice;
}

function readUse(world: World, request: FastifyRequest, reply: FastifyReply): KnobUse {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const isBytes = /zip|image\/|octet-stream/.test(request.headers['content-type'] ?? '');
  return {
    world,
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: isBytes ? {} : parse(bytes),
    bytes,
    reply,
  };
}

function parse(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the sentence below: both faults have the same remedy.
  }
  throw new KnobError(400, 'The body must be a JSON object.');
}

/** Query of a list that is given page by page. */
export const pageQuery = (most: number) => ({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most, description: 'of a page' })),
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', description: '`nextCursor` of the page before' })),
});

/** The page of those that fit; `nextCursor` is null behind the last. */
export function takePage<T>(
  all: Iterable<T>,
  fits: (item: T) => boolean,
  query: Record<string, string>,
  usualLimit: number,
): { items: T[]; nextCursor: string | null } {
  const limit = Number(query['limit'] ?? usualLimit);
  const from = Number(query['cursor'] ?? 0);
  const items: T[] = [];
  let position = -1;
  for (const item of all) {
    position += 1;
    if (position < from || !fits(item)) continue;
    if (items.length === limit) return { items, nextCursor: String(position) };
    items.push(item);
  }
  return { items, nextCursor: null };
}
