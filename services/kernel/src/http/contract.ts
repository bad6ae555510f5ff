import { Type, type Static, type TObject, type TProperties, type TSchema } from 'typebox';
import type { Text } from '../problems/problem-table.js';

/** What a member or an API key may do. Roles and key scopes are sets of these. */
export const permissions = [
  'platform:manage',
  'agency:read',
  'agency:manage',
  'merchants:read',
  'merchants:write',
  'storefront:write',
  'releases:write',
  'catalogue:write',
  'orders:write',
] as const;
export type Permission = (typeof permissions)[number];

/** Who may call an endpoint. There is no default: an endpoint is guarded, or public with the reason written down. */
export type Access =
  | { readonly kind: 'public'; readonly reason: string }
  | { readonly kind: 'member'; readonly permission: Permission | 'any' }
  | { readonly kind: 'shopper' };

export interface RouteDefinition {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Fastify form, e.g. `/api/merchants/:merchantId`. */
  readonly path: string;
  readonly summary: Text;
  readonly access: Access;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly headers?: TObject;
  readonly body?: TSchema;
  /** Content types of the body when it is not JSON, the usual one first; such a body reaches the handler as a stream or bytes. */
  readonly consumes?: string | readonly [string, ...string[]];
  /** success status → schema of the answer; `Type.Null()` for an answer without a body. */
  readonly response: Readonly<Record<number, TSchema>>;
}

type Part<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

/** What a handler receives for a route. */
export interface In<Route extends RouteDefinition> {
  readonly params: Part<Route['params']>;
  readonly query: Part<Route['query']>;
  readonly headers: Part<Route['headers']>;
  readonly body: Part<Route['body']>;
}

/** What a handler answers for a route. */
export type Out<Route extends RouteDefinition> = Part<Route['response'][keyof Route['response']]>;

/**
 * One endpoint as data. From this text come the static types, the validation at the door, the OpenAPI document and the typed client,
 * so that they cannot disagree.
 */
export function route<const Route extends RouteDefinition>(definition: Route): Route {
  return definition;
}

/** The status of a route's success answer. */
export function successStatus(definition: RouteDefinition): number {
  return Number(Object.keys(definition.response)[0]);
}

/** An object that refuses unknown members: a misspelt field is told, never ignored. */
export function strict<Properties extends TProperties>(properties: Properties, options: { description?: string } = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const Id = Type.String({ format: 'uuid' });
export const Timestamp = Type.String({ format: 'date-time' });
/** Money: integer fen, never a float. */
export const Fen = Type.Integer({ minimum: 0, description: 'fen (1/100 yuan)' });
export const AppIdSchema = Type.String({ pattern: '^wx[0-9a-f]{16}$', description: 'AppID of a mini-program' });
/** An answer without a body. */
export const Nothing = Type.Null();

/** Of an endpoint that does its work once for each key, however often it is called. */
export const idempotencyHeaders = Type.Object({
  'idempotency-key': Type.String({ minLength: 8, maxLength: 64, pattern: '^[\\x21-\\x7e]+$' }),
});

/** Where a page of a keyset-paged list begins. */
export const cursorQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the page before' })),
};

export const pageQuery = {
  ...cursorQuery,
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
};

/** A page of a keyset-paged list; `nextCursor` is null on the last page. */
export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}
