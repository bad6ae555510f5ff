import type { ProblemDocument } from '../problems/problem.js';
import type { In, Out, RouteDefinition } from './contract.js';

/** An answer that is not a success, with the problem it carried. */
export class ProblemAnswer extends Error {
  override readonly name = 'ProblemAnswer';
  constructor(
    readonly routeId: string,
    readonly status: number,
    readonly problem: ProblemDocument,
  ) {
    super(`${routeId} answered ${status} ${problem.code}: ${problem.detail} ${JSON.stringify(problem.errors ?? '')}`);
  }
}

type Given<Value> = Value extends undefined ? never : Value;
/** The parts of a route's input that exist; all but path and body may be left out. */
export type CallInput<Route extends RouteDefinition> = {
  [Key in keyof In<Route> as In<Route>[Key] extends undefined ? never : Key]?: Key extends 'query' | 'headers'
    ? Partial<Given<In<Route>[Key]>>
    : In<Route>[Key];
};

export interface ClientOptions {
  readonly baseUrl: string;
  /** Headers of every call, e.g. a cookie, an API key or a shopper's token. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** The typed client of both APIs: one function for every route of a contract. */
export class ApiClient {
  constructor(private readonly options: ClientOptions) {}

  /** The same client with further headers, e.g. after logging in. */
  with(headers: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient({ ...this.options, headers: { ...this.options.headers, ...headers } });
  }

  /** @throws ProblemAnswer when the API refuses. */
  async call<Route extends RouteDefinition>(route: Route, input: CallInput<Route> = {}): Promise<Out<Route>> {
    const response = await this.send(route, input);
    const text = await response.text();
    if (!response.ok) throw new ProblemAnswer(route.id, response.status, parseProblem(text, response.status));
    return (text === '' ? null : JSON.parse(text)) as Out<Route>;
  }

  /** As `call`, for those who need status or headers of the answer. */
  async send<Route extends RouteDefinition>(route: Route, input: CallInput<Route> = {}): Promise<Response> {
    const { params, query, headers, body } = input as {
      params?: object;
      query?: object;
      headers?: object;
      body?: unknown;
    };
    const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(String((params as Record<string, unknown>)[name])),
    );
    const url = new URL(this.options.baseUrl + path);
    for (const [name, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const raw = route.consumes !== undefined;
    const send = this.options.fetch ?? fetch;
    return send(url, {
      method: route.method,
      headers: {
        ...(body !== undefined && { 'content-type': [route.consumes ?? 'application/json'].flat()[0] ?? '' }),
        ...this.options.headers,
        ...(headers as Record<string, string> | undefined),
      },
      ...(body !== undefined && { body: raw ? (body as RequestInit['body'] & {}) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(this.options.timeoutMs ?? 30_000),
    });
  }
}

function parseProblem(text: string, status: number): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    return { type: 'about:blank', title: `HTTP ${status}`, status, detail: text.slice(0, 300), code: 'unknown' };
  }
}
