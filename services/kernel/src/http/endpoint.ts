import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
} from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { type In, type Out, type RouteDefinition, successStatus } from './contract.js';

export const ROUTE_METADATA = 'xiaopu:route';

type Handler<Route extends RouteDefinition> = (input: In<Route>, ...rest: never[]) => Promise<Out<Route>>;

/** Makes a controller method the implementation of a route. A method whose input or answer differs from the contract does not compile. */
export function Endpoint<Route extends RouteDefinition>(definition: Route) {
  const decorate = applyDecorators(
    RequestMapping({ path: definition.path, method: RequestMethod[definition.method] }),
    RouteSchema(fastifySchema(definition)),
    HttpCode(successStatus(definition)),
    SetMetadata(ROUTE_METADATA, definition),
  );
  return <Method extends Handler<Route>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    decorate(target, key, descriptor);
  };
}

/** The validated parts of the request, typed by the route: the first parameter of every endpoint. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { params: request.params, query: request.query, headers: request.headers, body: request.body };
});

/** The schema that Fastify validates with and @fastify/swagger documents. */
export function fastifySchema(definition: RouteDefinition): Record<string, unknown> {
  const { params, query, headers, body, consumes } = definition;
  return {
    operationId: definition.id,
    summary: definition.summary.en,
    description: definition.summary.zh,
    tags: [definition.id.split('.')[0]],
    ...(definition.access.kind === 'public' ? { security: [] } : {}),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(headers && { headers: { ...headers, additionalProperties: true } }),
    ...(body && !consumes && { body }),
    ...(consumes && { consumes: [consumes].flat() }),
    response: definition.response,
  };
}
