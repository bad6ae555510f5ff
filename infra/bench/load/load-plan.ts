/** Stands in a request where every sending needs a text of its own; replaced by sixteen digits, so lengths stay true. */
export const UNIQUE_MARK = '%sixteen-digits%';

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
}

/** What the load generator is asked to do; it ends when the time is up or, with `once`, when every request was sent. */
export interface LoadPlan {
  /** On 127.0.0.1: the generator reaches nothing else. */
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  readonly requests: readonly LoadRequest[];
  /** Each request goes out at most once; otherwise they go round. */
  readonly once: boolean;
  /** Sends so many in all, going round as often as it takes. */
  readonly count?: number | undefined;
  /** A status other than 2xx that is an answer and no failure: those who came too late. */
  readonly refusal?: number | undefined;
}

export interface LoadResult {
  readonly answered: number;
  /** Answers 2xx, and after how many seconds the last of them was given. */
  readonly succeeded: number;
  readonly successSeconds: number;
  /** Answers other than 2xx and the plan's `refusal`. */
  readonly refused: number;
  /** The first of them, for a person to read. */
  readonly firstRefusal: string | null;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
