import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { In, RouteDefinition } from '#kernel/http/contract.js';
import { fastifySchema } from '#kernel/http/endpoint.js';
import { answerProblem, languageOf } from '#kernel/http/problem-answer.js';
import type { Language } from '#kernel/problems/problem.js';
import { shopOf } from '../access/visitor.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { AnswerCache } from './answer-cache.js';
import type { CachedAnswer } from './cached-answer.js';
import { DraftAnswer } from './draft-answer.js';
import type { Generations } from './generations.js';

/** How long an answer may be kept, and how one that is missing is read. */
export interface CachedReading<Route extends RouteDefinition> {
  /**
   * Bounds what a lost message may cost, and how old figures may be whose change nobody announces (stock, counts, what is left).
   * A document that ends sooner says so itself: `read` answers a `PassingDocument`.
   */
  readonly ttlMs: number;
  /** Also by AppID, and stale when its storefront is published; without it all applets of a tenant share one answer. */
  readonly perApplet?: boolean;
  /** Also by the shopper's language: `?lang` where the contract has it, or `Accept-Language`. */
  readonly perLanguage?: boolean;
  /**
   * The document, best by one statement. It sees the tenant, the AppID and the parameters, never the shopper: the answer is everybody's.
   * @throws Problem which is answered and not kept
   */
  readonly read: (shop: Shop, input: Pick<In<Route>, 'params' | 'query'>, language: Language) => Promise<unknown>;
  /** What the holder of a preview's key gets in its place: read for each call anew, kept nowhere. */
  readonly readDraft?: (shop: Shop, input: Pick<In<Route>, 'params' | 'query'>, language: Language) => Promise<unknown>;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Public GETs whose answer everybody gets alike, straight on Fastify: between the request and the ready bytes lies one look-up, and
 * callers that miss together share one reading. The tenant with its generation is part of every key, so that a `catalogue` message
 * makes all its answers stale at once; so is every parameter that the contract names, so that none can be forgotten.
 */
export class CachedRoutes {
  private readonly answers = new AnswerCache();
  /** Routes whose answers differ by language. */
  private readonly translated = new Set<string>();

  constructor(private readonly generations: Generations) {}

  /** Serves `contract` by `reading`. Input is checked by the contract; errors are answered as problems. */
  add<Route extends RouteDefinition>(fastify: FastifyInstance, contract: Route, reading: CachedReading<Route>): void {
    // The bytes are ready: there is nothing to serialise by the response schema.
    const { response: _, ...schema } = fastifySchema(contract);
    const { read, readDraft, ttlMs, perApplet = false, perLanguage = false } = reading;
    if (perLanguage) this.translated.add(contract.id);
    const rest = restOfKey(contract);
    const find = (request: FastifyRequest): CachedAnswer | Promise<CachedAnswer | DraftAnswer> => {
      const shop = shopOf(request);
      const input = request as unknown as Pick<In<Route>, 'params' | 'query'>;
      if (readDraft && request.isDraftPreview) {
        return readDraft(shop, input, wanted(request)).then((document) => new DraftAnswer(document));
      }
      const language = perLanguage ? wanted(request) : 'zh';
      const own = language + rest(request.params as Values, request.query as Values);
      const key = this.key(shop, perApplet ? `${shop.appId}|${this.generations.of(shop.appId)}|${own}` : own);
      return this.answers.get(key) ?? this.answers.fill(key, ttlMs, () => read(shop, input, language));
    };
    fastify.get(contract.path, { schema }, (request, reply) => {
      try {
        const answer = find(request);
        if (answer instanceof Promise) wait(answer, request, reply);
        else void answer.send(request, reply);
      } catch (error) {
        answerProblem(error, request, reply);
      }
      return reply;
    });
  }

  /** One answer of a route that is not `perApplet` has just changed through this process, its parameters are `values`, e.g. `{ productId }`. */
  forget({ tenantId }: Pick<Shop, 'tenantId'>, contract: RouteDefinition, values: Values): void {
    const rest = restOfKey(contract)(values, values);
    const languages: readonly Language[] = this.translated.has(contract.id) ? ['zh', 'en'] : ['zh'];
    for (const language of languages) this.answers.forget(this.key({ tenantId }, language + rest));
  }

  private key({ tenantId }: Pick<Shop, 'tenantId'>, rest: string): string {
    return `${tenantId}|${this.generations.of(tenantId)}|${rest}`;
  }
}

function wait(answer: Promise<CachedAnswer | DraftAnswer>, request: FastifyRequest, reply: FastifyReply): void {
  answer.then((found) => found.send(request, reply)).catch((error: unknown) => answerProblem(error, request, reply));
}

function wanted(request: FastifyRequest): Language {
  const { lang } = request.query as { readonly lang?: Language };
  return lang ?? languageOf(request);
}

/** The route and its parameters in the contract's order, however the client has ordered them. */
function restOfKey({ id, params, query }: RouteDefinition): (params: Values, query: Values) => string {
  // The AppID stands for the tenant, or is part of the key already.
  const inPath = Object.keys(params?.properties ?? {}).filter((name) => name !== 'appId');
  // The language stands before it.
  const inQuery = Object.keys(query?.properties ?? {}).filter((name) => name !== 'lang');
  if (inPath.length + inQuery.length === 0) return () => id;
  return (path, search) =>
    `${id}|${JSON.stringify([...inPath.map((name) => path[name]), ...inQuery.map((name) => search[name])])}`;
}
