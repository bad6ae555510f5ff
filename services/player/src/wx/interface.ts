import type { WxHost } from './host.js';

/** The options every interface may get besides its own. */
export interface Callbacks {
  readonly success?: (answer: Record<string, unknown>) => void;
  readonly fail?: (answer: Record<string, unknown>) => void;
  readonly complete?: (answer: Record<string, unknown>) => void;
}

export type Options = Callbacks & Readonly<Record<string, unknown>>;
export type Work = (options: Options) => unknown;

/** A refusal as WeChat words it: `request:fail url not in domain list`. */
export class WxError extends Error {
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.extra = extra;
  }
}

/** Families of interfaces are objects of these: what `wx.name` is. */
export type Interfaces = Readonly<Record<string, unknown>>;

/**
 * An asynchronous interface: callbacks, or a promise when there are none. `work` answers the fields besides `errMsg`, or throws.
 */
export function asynchronous(
  host: WxHost,
  name: string,
  work: Work,
): (options?: Options) => Promise<unknown> | undefined {
  return (given) => {
    const options: Options = typeof given === 'object' && given !== null ? given : {};
    const done = (async () => {
      const answer = await work(options);
      return { ...(typeof answer === 'object' ? answer : {}), errMsg: `${name}:ok` } as Record<string, unknown>;
    })().catch((error: unknown) => {
      throw refusalOf(name, error);
    });
    if (![options.success, options.fail, options.complete].some((callback) => typeof callback === 'function'))
      return done;
    void answered(host, name, done, options);
    return undefined;
  };
}

/** One object of asynchronous interfaces by name. */
export function allAsynchronous(host: WxHost, works: Readonly<Record<string, Work>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(works).map(([name, work]) => [name, asynchronous(host, name, work)]));
}

async function answered(host: WxHost, name: string, done: Promise<Record<string, unknown>>, callbacks: Callbacks) {
  try {
    const answer = await done;
    call(host, name, callbacks.success, answer);
    call(host, name, callbacks.complete, answer);
  } catch (refusal) {
    call(host, name, callbacks.fail, refusal);
    call(host, name, callbacks.complete, refusal);
  }
}

function refusalOf(name: string, error: unknown): Record<string, unknown> {
  const { message } = (error ?? {}) as Partial<Error>;
  const extra = error instanceof WxError ? error.extra : {};
  return { ...extra, errMsg: `${name}:fail ${message ?? 'unknown error'}` };
}

function call(host: WxHost, name: string, callback: unknown, answer: unknown): void {
  if (typeof callback !== 'function' || !host.running) return;
  try {
    callback(answer);
  } catch (error) {
    host.report(`wx.${name} callback`, error);
  }
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
